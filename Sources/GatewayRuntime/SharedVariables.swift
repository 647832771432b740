import POSIXStream
package import Routing

/// The shared variables of one route, which the connections of every loop read and set.
///
/// A step of a connection (which rule, its `let`, its `set`) holds the lock from beginning to end, so that
/// no other step comes between what it reads and what it writes. Replies show the values of their step.
///
/// The values outlive a reload, in a store that connections of the old plan and of the new one share. There
/// they go by name; where the new plan numbers them otherwise, each step brings them in its order first.
package final class SharedVariables: Sendable {
  private let store: Locked<Store>
  /// Of each variable of the route: its place in the store. Nothing where the places are 0, 1, 2 …
  private let places: [Int]?

  /// Of each variable of the route, by its name: its place in the store.
  private let numbers: [String: Int]

  private struct Store {
    var values: [[UInt8]] = []

    /// The place of a variable that is new.
    mutating func add(_ variable: Route.Shared) -> Int {
      values.append(variable.initial)
      return values.count - 1
    }
  }

  /// - Parameter former: the variables of the route that this one follows. What has kept its name keeps its value.
  package init(_ route: Route, continuing former: SharedVariables? = nil) {
    let store = former?.store ?? Locked(Store())
    let places = store.with { store in route.shared.map { former?.numbers[$0.name] ?? store.add($0) } }
    self.store = store
    numbers = Dictionary(zip(route.shared.map(\.name), places), uniquingKeysWith: { $1 })
    self.places = places == Array(places.indices) ? nil : places
  }

  /// The values as they are now.
  package var snapshot: [[UInt8]] {
    store.with { store in places.map { $0.map { store.values[$0] } } ?? store.values }
  }

  /// One atomic step, which may change the values it is lent.
  func step(_ body: (inout [[UInt8]]) -> Void) {
    store.with { store in
      guard let places else { return body(&store.values) }
      var values = places.map { store.values[$0] }
      body(&values)
      for (place, value) in zip(places, values) { store.values[place] = value }
    }
  }
}

/// The shared variables of all routes, by the routes' names.
package struct SharedMemory: Sendable {
  private let routes: [String: SharedVariables]

  package init(_ plan: Plan, continuing former: SharedMemory? = nil) {
    let sharing = plan.routes.filter { !$0.shared.isEmpty }
    routes = Dictionary(
      sharing.map { ($0.name, SharedVariables($0, continuing: former?.routes[$0.name])) }, uniquingKeysWith: { $1 })
  }

  package subscript(_ route: Route) -> SharedVariables? { routes[route.name] }
}
