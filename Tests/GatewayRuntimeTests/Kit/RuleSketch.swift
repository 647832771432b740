import Framing
import Routing

/// A rule in the making, as a route file would say it. Made by `.on` and `.otherwise`.
struct RuleSketch {
  var name: String?
  /// Alternatives; nothing takes every frame.
  var match: [String] = []
  var when: KeyValuePairs<String, String> = [:]
  /// `let`
  var naming: KeyValuePairs<String, String> = [:]
  var set: KeyValuePairs<String, String> = [:]
  var delay: Duration?
  var replies: [ReplySketch] = []
  var log: String?
  var then = Then.stay

  enum Then: Equatable {
    case stay, close, resume, reset
    case goto(String)
  }
}

struct ReplySketch: ExpressibleByStringLiteral {
  var text: String
  var wrapping = Reply.Wrapping.route
  var when: KeyValuePairs<String, String> = [:]

  init(_ text: String, wrapping: Reply.Wrapping = .route, when: KeyValuePairs<String, String> = [:]) {
    self.text = text
    self.wrapping = wrapping
    self.when = when
  }

  init(stringLiteral text: String) { self.init(text) }
}

extension RuleSketch {
  static func on(
    _ match: String..., when: KeyValuePairs<String, String> = [:], naming: KeyValuePairs<String, String> = [:],
    set: KeyValuePairs<String, String> = [:], delay: Duration? = nil, reply: [ReplySketch] = [], log: String? = nil,
    then: Then = .stay, name: String? = nil
  ) -> RuleSketch {
    RuleSketch(
      name: name, match: match, when: when, naming: naming, set: set, delay: delay, replies: reply, log: log, then: then
    )
  }

  /// Takes every frame; what an event or a timer does, too.
  static func otherwise(
    naming: KeyValuePairs<String, String> = [:], set: KeyValuePairs<String, String> = [:], delay: Duration? = nil,
    reply: [ReplySketch] = [], log: String? = nil, then: Then = .stay, name: String? = nil
  ) -> RuleSketch {
    RuleSketch(name: name, naming: naming, set: set, delay: delay, replies: reply, log: log, then: then)
  }
}

struct StateSketch {
  var name: String?
  var read: Framing?
  /// The size of the frames read here; `read` is then `fixed`.
  var size: String?
  /// The names that every `goto` brings along.
  var inherits: [String] = []
  var rules: [RuleSketch]

  static func state(
    _ name: String, read: Framing? = nil, size: String? = nil, inherits: [String] = [], _ rules: RuleSketch...
  ) -> StateSketch {
    StateSketch(name: name, read: read, size: size, inherits: inherits, rules: rules)
  }
}

/// Compiles the rules of one state, as the decoder of route files does.
struct RuleCompiler {
  var state: StateSketch
  let states: [StateSketch]
  let variables: [String: Int]
  let shared: [String: Int]
  let kind: Framing.Kind
  let ignoresCase: Bool
  private(set) var slotCount = 0

  init(_ state: StateSketch, of sketch: RouteSketch) {
    self.state = state
    states = sketch.allStates
    variables = Dictionary(uniqueKeysWithValues: sketch.variables.enumerated().map { ($1.key, $0) })
    shared = Dictionary(uniqueKeysWithValues: sketch.shared.enumerated().map { ($1.key, $0) })
    kind = (state.read ?? sketch.framing).kind
    ignoresCase = sketch.ignoresCase
  }

  mutating func compiled(_ read: Framing) -> State {
    let rules = state.rules.map { compiled($0) }
    return State(
      name: state.name, read: state.read ?? read, size: state.size.map { Template.compiled($0, names: names) },
      inherited: state.inherits, rules: rules)
  }

  var eventNames: Names { names }

  private var names: Names {
    let fields: Names.Fields =
      switch kind {
      case .headers: .headers
      case .resp: .arguments
      default: .none
      }
    return Names(inherited: state.inherits, variables: variables, shared: shared, fields: fields)
  }

  mutating func compiled(_ rule: RuleSketch) -> Rule {
    var names = names
    let patterns = rule.match.map { Pattern.compiled($0, ignoresCase: ignoresCase, &names) }
    let match = patterns.isEmpty ? Match.anything : .patterns(patterns)
    let conditions = conditions(rule.when, &names)
    let actions = actions(rule, &names)
    slotCount = max(slotCount, names.slotCount)
    return Rule(name: rule.name, match: match, conditions: conditions, actions: actions)
  }

  mutating func actions(_ rule: RuleSketch) -> Actions {
    var names = names
    defer { slotCount = max(slotCount, names.slotCount) }
    return actions(rule, &names)
  }

  private func actions(_ rule: RuleSketch, _ names: inout Names) -> Actions {
    let bindings = rule.naming.map { name, value in
      let template = Template.compiled(value, names: names)
      return Actions.Binding(slot: names.declare(name), value: template)
    }
    let replies = rule.replies.map { reply in
      let conditions = conditions(reply.when, &names)
      return Reply(
        Template.compiled(reply.text, names: names), wrapping: reply.wrapping, conditions: conditions)
    }
    return Actions(
      bindings: bindings, assignments: assignments(rule.set, names), delay: rule.delay, replies: replies,
      log: rule.log.map { Template.compiled($0, names: names) }, ending: ending(rule.then, names))
  }

  private func assignments(_ set: KeyValuePairs<String, String>, _ names: Names) -> [Actions.Assignment] {
    set.map { name, value in
      let template = Template.compiled(value, names: names)
      if let index = variables[name] { return Actions.Assignment(.variable(index), template) }
      return Actions.Assignment(.shared(shared[String(name.dropFirst(7))] ?? -1), template)
    }
  }

  private func conditions(_ when: KeyValuePairs<String, String>, _ names: inout Names) -> [Condition] {
    when.map { value, pattern in
      Condition(
        value: Template.compiled("<\(value)>", names: names),
        patterns: [Pattern.compiled(pattern, ignoresCase: ignoresCase, &names)])
    }
  }

  private func ending(_ then: RuleSketch.Then, _ names: Names) -> Actions.Ending {
    switch then {
    case .stay: return .stay
    case .close: return .close
    case .resume: return .resume
    case .reset: return .reset
    case .goto(let name):
      let index = states.firstIndex { $0.name == name } ?? -1
      return .goto(.init(state: index, carry: states[index].inherits.map { names.slots[$0] }))
    }
  }
}

extension Pattern {
  /// - Precondition: nothing is wrong with `text`.
  static func compiled(_ text: String, ignoresCase: Bool, _ names: inout Names) -> Pattern {
    let (pattern, problems) = compile(Array(text.utf8), ignoreCase: ignoresCase, names: &names)
    guard let pattern else { preconditionFailure("\(problems)") }
    return pattern
  }
}
