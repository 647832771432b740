import Framing
import Routing

/// A route in the making: lines, one reply, and every default, unless a test changes it.
struct RouteSketch {
  var framing = Framing(.line(reply: .lf))
  var replies: [String] = []
  var ending = Actions.Ending.stay
  /// Instead of the one reply.
  var rules: [RuleSketch] = []
  var states: [StateSketch] = []
  var events = Events()
  /// Events that need the route's names.
  var happenings: [(event: WritableKeyPath<Events, Actions?>, actions: RuleSketch)] = []
  var variables: KeyValuePairs<String, String> = [:]
  var shared: KeyValuePairs<String, String> = [:]
  var timers: [(schedule: Timer.Schedule, actions: RuleSketch)] = []
  var telnet = false
  var ignoresCase = false
  var limits = Limits()
  var timeouts = Timeouts()
  var allow: [AddressBlock] = []
  var listeners: [Listen] = []
  var foreign = ForeignPolicy.allow

  var allStates: [StateSketch] {
    if !states.isEmpty { return states }
    if !rules.isEmpty { return [StateSketch(rules: rules)] }
    let then: RuleSketch.Then = ending == .close ? .close : .stay
    return [StateSketch(rules: [.otherwise(reply: replies.map { ReplySketch($0) }, then: then)])]
  }

  /// What happens besides frames.
  mutating func when(_ event: WritableKeyPath<Events, Actions?>, _ actions: RuleSketch) {
    happenings.append((event, actions))
  }

  func route(named name: String) -> Route {
    var slots = 0
    let compiled = allStates.map { sketch in
      var compiler = RuleCompiler(sketch, of: self)
      defer { slots = max(slots, compiler.slotCount) }
      return compiler.compiled(framing)
    }
    var compiler = RuleCompiler(StateSketch(rules: []), of: self)
    var events = events
    for (event, actions) in happenings { events[keyPath: event] = compiler.actions(actions) }
    let timers = timers.map { Timer($0.schedule, actions: compiler.actions($0.actions)) }
    return Route(
      name: name, listeners: listeners, allow: allow, framing: framing, states: compiled, events: events,
      limits: limits, timeouts: timeouts, foreign: foreign,
      variables: variables.map { .init(name: $0, initial: .compiled($1, names: compiler.eventNames)) },
      shared: shared.map { .init(name: $0, initial: Array($1.utf8)) }, timers: timers, telnet: telnet,
      ignoresCase: ignoresCase, slotCount: max(slots, compiler.slotCount))
  }
}

extension Route {
  /// - Parameters:
  ///   - replies: to every frame, each a frame of its own.
  static func answering(
    _ replies: String..., name: String = "test", change: (inout RouteSketch) -> Void = { _ in }
  ) -> Route {
    var sketch = RouteSketch(replies: replies)
    change(&sketch)
    return sketch.route(named: name)
  }

  static func with(
    _ rules: RuleSketch..., name: String = "test", change: (inout RouteSketch) -> Void = { _ in }
  ) -> Route {
    var sketch = RouteSketch(rules: rules)
    change(&sketch)
    return sketch.route(named: name)
  }

  static func of(
    _ states: StateSketch..., name: String = "test", change: (inout RouteSketch) -> Void = { _ in }
  ) -> Route {
    var sketch = RouteSketch(states: states)
    change(&sketch)
    return sketch.route(named: name)
  }
}

extension Actions {
  static func saying(_ replies: String..., then ending: Ending = .stay) -> Actions {
    Actions(reply: replies.map { Template.compiled($0) }, ending: ending)
  }
}

extension Template {
  /// - Precondition: nothing is wrong with `text`.
  static func compiled(_ text: String, names: Names = Names()) -> Template {
    let (template, problems) = compile(Array(text.utf8), newline: .verbatim, names: names)
    precondition(problems.isEmpty, "\(problems)")
    return template ?? Template(parts: [])
  }
}
