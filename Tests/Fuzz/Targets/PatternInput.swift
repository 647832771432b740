import Framing
import Routing

/// What a route file may say of a frame, and a frame: a few choices, then a pattern, a `when` pattern, a reply and a
/// frame, each but the last ended by 0xff.
struct PatternInput {
  private let ignoresCase: Bool
  private let isRegex: Bool
  private let newline: Template.NewlinePolicy
  private let encoder: FrameEncoder
  private let pattern: [UInt8]
  private let guarded: [UInt8]
  private let reply: [UInt8]
  private let frame: [UInt8]

  init(_ input: [UInt8]) {
    var pieces = Pieces(input)
    ignoresCase = pieces.flag()
    isRegex = pieces.flag()
    newline = pieces.choice(of: [.separator(.lf), .separator(.crlf), .verbatim])
    encoder = FrameEncoder(pieces.choice(of: Framings.marks + Framings.lengths))
    pattern = pieces.text()
    guarded = pieces.text()
    reply = pieces.text()
    frame = pieces.all()
  }

  func run() throws(Violation) {
    var names = Names(
      inherited: ["old"], variables: ["var": 0], shared: ["total": 0], tables: ["tab": PatternInput.table])
    let match = try compileMatch(&names)
    let guards = try compilePattern(guarded, &names)
    let value = try compileTemplate(reply, names)
    guard let match, let value else { return }
    let conditions = guards.map { [Condition(value: value, patterns: [$0])] } ?? []
    let rule = Rule(match: match, conditions: conditions, actions: Actions(reply: [value]))
    try check(State(read: Framing(.eof), rules: [rule, Rule(actions: Actions(reply: [value]))]), names)
  }

  private static let table = Table(
    name: "tab", entries: ["a", "ab", "abc", "GET", ""].map { (Array($0.utf8), Array("<\($0)>".utf8)) })
}

// MARK: - Compiling

extension PatternInput {
  private func compileMatch(_ names: inout Names) throws(Violation) -> Match? {
    guard isRegex else { return try compilePattern(pattern, &names).map { .patterns([$0]) } }
    let (expression, problems) = RegularExpression.compile(pattern, ignoreCase: ignoresCase, names: &names)
    try check(problems.map(\.range), of: pattern, hasValue: expression != nil)
    return expression.map { .regex($0) }
  }

  private func compilePattern(_ text: [UInt8], _ names: inout Names) throws(Violation) -> Pattern? {
    let (pattern, problems) = Pattern.compile(text, ignoreCase: ignoresCase, names: &names)
    try check(problems.map(\.range), of: text, hasValue: pattern != nil)
    return pattern
  }

  private func compileTemplate(_ text: [UInt8], _ names: Names) throws(Violation) -> Template? {
    let (template, problems) = Template.compile(text, newline: newline, names: names)
    try check(problems.map(\.range), of: text, hasValue: template != nil)
    return template
  }

  /// Either a value or problems, each of them about bytes of the text, or a place in it where some are missing.
  private func check(_ problems: [Range<Int>], of text: [UInt8], hasValue: Bool) throws(Violation) {
    try Violation.unless(hasValue == problems.isEmpty, "a value and problems, or neither: \(problems)")
    for range in problems {
      try Violation.unless(range.upperBound <= text.count, "problem at \(range) of \(text.count)")
    }
  }
}

// MARK: - Matching and rendering

extension PatternInput {
  private func check(_ state: State, _ names: Names) throws(Violation) {
    let scope = FuzzScope(frame: frame, slots: names.slotCount)
    var outbox = Outbox()
    let naive = try naiveRule(state, scope, &outbox)
    let captures = scope.captures
    let offered = try offeredRule(state, scope, &outbox)
    try Violation.unless(naive == offered, "dispatch offers \(offered), the first in order is \(naive)")
    try Violation.unless(scope.captures == captures, "captures differ: \(captures), \(scope.captures)")
    guard case .rule(let index) = naive else { return }
    try checkPrefix(state.rules[index])
    try render(state.rules[index], scope, &outbox)
  }

  private enum Choice: Equatable {
    case rule(Int)
    case none
    case refused
  }

  private func naiveRule(_ state: State, _ scope: FuzzScope, _ outbox: inout Outbox) throws(Violation) -> Choice {
    for index in state.rules.indices {
      switch accepts(state.rules[index], scope, &outbox) {
      case true: return .rule(index)
      case false: continue
      case nil: return .refused
      }
    }
    return .none
  }

  private func offeredRule(_ state: State, _ scope: FuzzScope, _ outbox: inout Outbox) throws(Violation) -> Choice {
    var candidates = state.dispatch.candidates(for: frame.span)
    while let index = state.dispatch.next(&candidates) {
      switch accepts(state.rules[index], scope, &outbox) {
      case true: return .rule(index)
      case false: continue
      case nil: return .refused
      }
    }
    return .none
  }

  /// Nothing where a value of `when` cannot be converted.
  private func accepts(_ rule: Rule, _ scope: FuzzScope, _ outbox: inout Outbox) -> Bool? {
    if rule.isCatchAll { return true }
    scope.names.begin()
    do throws(FrameRefusal) {
      return try rule.accepts(frame.span, contentOffset: 0, outbox: &outbox, scope: scope)
    } catch {
      return nil
    }
  }

  private func checkPrefix(_ rule: Rule) throws(Violation) {
    guard case .patterns(let patterns) = rule.match, let pattern = patterns.first else { return }
    let start = frame.prefix(pattern.literalPrefix.count).map { byte in
      pattern.ignoresCase && byte >= 0x61 && byte <= 0x7a ? byte & 0xdf : byte
    }
    try Violation.unless(start == pattern.literalPrefix, "a match that does not begin with the pattern's text")
  }

  private func render(_ rule: Rule, _ scope: FuzzScope, _ outbox: inout Outbox) throws(Violation) {
    for item in rule.actions.replies {
      outbox.openFrame(limit: PatternInput.replyLimit)
      var count = 0
      do throws(FrameRefusal) {
        try item.template.render(into: &outbox, scope: scope)
        count = outbox.frameCount
        try outbox.closeFrame(encoder)
      } catch {
        outbox.abandonFrame()
      }
      try Violation.unless(count <= PatternInput.replyLimit, "a reply of \(count) bytes")
    }
  }

  private static let replyLimit = 4096
}
