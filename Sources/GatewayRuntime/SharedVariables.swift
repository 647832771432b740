import POSIXStream
package import Routing

/// The shared variables of one route, which the connections of every loop read and set.
///
/// A step of a connection (which rule, its `let`, its `set`) holds the lock from beginning to end, so that
/// no other step comes between what it reads and what it writes. Replies show the values of their step.
package final class SharedVariables: Sendable {
  private let values: Locked<[[UInt8]]>

  package init(_ route: Route) { values = Locked(route.shared.map(\.initial)) }

  /// The values as they are now.
  package var snapshot: [[UInt8]] { values.with { $0 } }

  /// One atomic step, which may change the values it is lent.
  func step(_ body: (inout [[UInt8]]) -> Void) { values.with { body(&$0) } }
}

/// The shared variables of all routes, by the routes' names.
package struct SharedMemory: Sendable {
  private let routes: [String: SharedVariables]

  package init(_ plan: Plan) {
    routes = Dictionary(
      plan.routes.filter { !$0.shared.isEmpty }.map { ($0.name, SharedVariables($0)) }, uniquingKeysWith: { $1 })
  }

  package subscript(_ route: Route) -> SharedVariables? { routes[route.name] }
}
