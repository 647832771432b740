import Routing

/// Which states of a route lead where.
struct StateGraph {
  private let route: Route
  /// The states that events and timers lead to, from wherever a connection is.
  private let common: Set<Int>
  /// Whether an event or a timer takes a connection out of any state.
  private let isAlwaysLeft: Bool

  init(_ route: Route) {
    self.route = route
    let actions = route.events.all + route.timers.map(\.actions)
    common = Set(actions.compactMap(\.ending.target))
    isAlwaysLeft = !common.isEmpty || route.timers.contains { $0.actions.ending.endsConnection }
  }

  /// States that no way from the first one leads to, in the order of the file.
  var unreached: [Int] {
    var reached: Set<Int> = []
    var waiting = [route.start] + common
    while let state = waiting.popLast() {
      guard route.states.indices.contains(state), reached.insert(state).inserted else { continue }
      waiting += route.states[state].rules.compactMap(\.actions.ending.target)
    }
    return route.states.indices.filter { !reached.contains($0) }
  }

  /// States without a way out but the peer's own, in the order of the file. A route of a single state has none:
  /// there the peer says when it is done.
  var unleft: [Int] {
    guard route.states.count > 1, !isAlwaysLeft else { return [] }
    return route.states.indices.filter { state in
      !route.states[state].rules.contains { $0.actions.ending.leaves(state) }
    }
  }
}

extension Actions.Ending {
  fileprivate var target: Int? {
    guard case .goto(let goto) = self else { return nil }
    return goto.state
  }

  fileprivate var endsConnection: Bool {
    switch self {
    case .close, .reset: true
    case .stay, .resume, .goto: false
    }
  }

  fileprivate func leaves(_ state: Int) -> Bool { endsConnection || target.map { $0 != state } ?? false }
}

extension Events {
  /// Those that the route has, in the order of the language.
  var all: [Actions] {
    [connect, eof, idle, oversize, badFrame, frameTimeout, refused, shutdown].compactMap { $0 }
  }
}
