import Framing
import Routing

/// What the author's names may hold anywhere in a route: frames flow into captures, captures into variables, and
/// into the states that a `goto` leads to.
///
/// Contents only grow, so the passes over the route come to an end. A route in which values wander through more
/// states than there are passes is not judged.
struct ValueFlow {
  private let route: Route
  private let end: FrameEnd
  private var variables: [ValueContent]
  private var shared: [ValueContent]
  /// By state, what its inherited slots hold.
  private var inherited: [[ValueContent]]
  private var hasGrown = false

  private static let passes = 32

  /// - Returns: nothing where the flow could not be followed to its end.
  init?(_ route: Route, against end: FrameEnd) {
    self.route = route
    self.end = end
    variables = route.variables.map { _ in .nothing }
    shared = route.shared.map { .init(text: $0.initial, against: end) }
    inherited = route.states.map { $0.inherited.map { _ in .nothing } }
    let event = scope(of: nil)
    for (index, variable) in route.variables.enumerated() {
      variables[index] = content(of: variable.initial, in: event)
    }
    for _ in 0..<Self.passes {
      hasGrown = false
      pass()
      guard hasGrown else { return }
    }
    return nil
  }

  private mutating func pass() {
    for actions in route.events.all + route.timers.map(\.actions) {
      var scope = scope(of: nil)
      follow(actions, in: &scope)
    }
    for (index, state) in route.states.enumerated() {
      for rule in state.rules where rule.actions.hasConsequences {
        var scope = self.scope(of: index, rule: rule)
        follow(rule.actions, in: &scope)
      }
    }
  }

  private mutating func follow(_ actions: Actions, in scope: inout Scope) {
    for binding in actions.bindings { scope.set(binding.slot, to: content(of: binding.value, in: scope)) }
    for assignment in actions.assignments {
      let content = content(of: assignment.value, in: scope)
      switch assignment.target {
      case .variable(let index): hasGrown = Self.grow(&variables, index, by: content) || hasGrown
      case .shared(let index): hasGrown = Self.grow(&shared, index, by: content) || hasGrown
      }
    }
    guard case .goto(let goto) = actions.ending, inherited.indices.contains(goto.state) else { return }
    for (slot, source) in goto.carry.enumerated() {
      let content = source.map { scope.slot($0) } ?? .nothing
      hasGrown = Self.grow(&inherited[goto.state], slot, by: content) || hasGrown
    }
  }

  private static func grow(_ contents: inout [ValueContent], _ index: Int, by more: ValueContent) -> Bool {
    guard contents.indices.contains(index) else { return false }
    let known = contents[index]
    contents[index] = known.union(more)
    return contents[index] != known
  }
}

extension ValueFlow {
  /// What a template can see besides variables.
  struct Scope {
    /// Nothing in events and timers, which answer no frame.
    var frame: ValueContent
    var matchesOneLine: Bool
    fileprivate var slots: [Int: ValueContent] = [:]

    func slot(_ index: Int) -> ValueContent { slots[index] ?? .nothing }

    /// Another way in which the slot may have been bound.
    fileprivate mutating func bind(_ slot: Int, _ content: ValueContent) {
      slots[slot] = self.slot(slot).union(content)
    }

    fileprivate mutating func set(_ slot: Int, to content: ValueContent) { slots[slot] = content }
  }

  /// What the actions of a rule see once it has matched and its `let` values are there; without a state, what events
  /// and timers see.
  func scope(of state: Int?, rule: Rule? = nil) -> Scope {
    guard let state, route.states.indices.contains(state) else { return Scope(frame: .nothing, matchesOneLine: false) }
    let read = route.states[state].read.kind
    var scope = Scope(frame: FrameEnd.content(readAs: read, against: end), matchesOneLine: read.matchesOneLine)
    for (slot, content) in inherited[state].enumerated() { scope.bind(slot, content) }
    guard let rule else { return scope }
    for (slot, content) in rule.match.captures(of: scope.subject) { scope.bind(slot, content) }
    for condition in rule.conditions {
      let subject = content(of: condition.value, in: scope)
      for (slot, content) in Match.patterns(condition.patterns).captures(of: subject) { scope.bind(slot, content) }
    }
    return scope
  }

  /// The same, with the `let` values of these actions.
  func scope(of state: Int?, rule: Rule? = nil, after actions: Actions) -> Scope {
    var scope = scope(of: state, rule: rule)
    for binding in actions.bindings { scope.set(binding.slot, to: content(of: binding.value, in: scope)) }
    return scope
  }

  func content(of template: Template, in scope: Scope) -> ValueContent {
    template.parts.reduce(.nothing) { $0.union(content(of: $1, in: scope)) }
  }

  func content(of part: Template.Part, in scope: Scope) -> ValueContent {
    switch part {
    case .text(let text): .init(text: text, against: end)
    case .value(let value, let filters):
      filters.reduce(content(of: value, in: scope)) { content, filter in
        content.filtered(by: filter) { self.content(ofArgument: $0, of: filter, in: scope) }
      }
    }
  }

  private func content(ofArgument index: Int, of filter: Filter, in scope: Scope) -> ValueContent {
    guard filter.arguments.indices.contains(index) else { return .nothing }
    return switch filter.arguments[index] {
    case .text(let text): .init(text: text, against: end)
    case .rendered(let template, _): content(of: template, in: scope)
    case .integer, .decimal: .plain(.number)
    case .choice: .nothing
    case .table(let table):
      table.entries.reduce(.nothing) { $0.union(.init(text: $1.value, against: end)) }
    }
  }
}

// Values by where they come from.
extension ValueFlow {
  private func content(of value: Template.Value, in scope: Scope) -> ValueContent {
    switch value {
    case .frame: scope.frame
    case .line: scope.subject
    case .slot(let slot): scope.slot(slot)
    case .variable(let index): variables.indices.contains(index) ? variables[index] : .nothing
    case .shared(let index): shared.indices.contains(index) ? shared[index] : .nothing
    case .field(let field): scope.content(of: field)
    case .constant(let bytes): .init(text: bytes, against: end)
    case .nowFormatted(let format): .init(text: format, against: end).adding(Self.written(format))
    default: .plain(Self.own(value))
    }
  }

  /// What conversions bring: `%n` is a line feed.
  private static func written(_ format: [UInt8]) -> ByteSet {
    let words = ByteSet.letters.union(.digits)
    return format.holds(Array("%n".utf8)) ? words.union([0x0a]) : words
  }

  /// The bytes of the language's own values.
  private static func own(_ value: Template.Value) -> ByteSet {
    switch value {
    case .peerIP: ByteSet.hexDigits.union(ByteSet(".:".utf8))
    case .now: ByteSet.digits.union(ByteSet("TZ:.-".utf8))
    case .uuid: ByteSet.hexDigits.union(ByteSet("-".utf8))
    case .random: ByteSet.digits.union(ByteSet("-".utf8))
    case .peerPort, .localPort, .connectionID, .connectionSeconds, .frameNumber: .digits
    case .host, .route: ByteSet.letters.union(.digits)
    default: .none
    }
  }
}

extension ValueFlow.Scope {
  /// What a match is about.
  var subject: ValueContent { matchesOneLine ? frame.removing(.lineEnds) : frame }

  fileprivate func content(of field: Template.Field) -> ValueContent {
    switch field {
    case .start, .header: frame.removing(.lineEnds)
    case .body, .argument, .arguments: frame
    }
  }
}

extension Framing.Kind {
  /// Whether a match is about a start line. Bodies and the arguments of a request may hold line ends.
  fileprivate var matchesOneLine: Bool {
    switch self {
    case .headers(let headers): headers.startLine
    default: false
    }
  }
}

extension Match {
  /// What each slot may hold after a match against such a subject.
  fileprivate func captures(of subject: ValueContent) -> [(slot: Int, content: ValueContent)] {
    switch self {
    case .anything: []
    case .patterns(let patterns): patterns.flatMap(\.bound).map { ($0.slot, subject.captured(as: $0.content)) }
    // A group may be as narrow as any type, so its bytes are not judged.
    case .regex: []
    }
  }
}

extension ValueContent {
  private static let blanks: ByteSet = [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]

  fileprivate func captured(as content: Pattern.Captured) -> ValueContent {
    switch content {
    case .bytes: self
    case .unblank: removing(Self.blanks)
    case .number: .plain(.number)
    case .hex: limited(to: .hexDigits)
    case .alpha: limited(to: .letters)
    // Its escapes stand for any byte.
    case .quoted: .anything
    case .words(let words):
      limited(to: ByteSet(words.joined()).union(ByteSet(words.joined().map { $0 | 0x20 })))
    }
  }
}

extension Actions {
  /// Whether values outlive the rule.
  fileprivate var hasConsequences: Bool {
    if case .goto = ending { true } else { !assignments.isEmpty }
  }
}
