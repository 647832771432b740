import Framing
import Routing

extension PlanDecoder {
  mutating func readRoute(_ name: Scalar, _ node: Node) -> Route? {
    checkName(name)
    guard let members = readMembers(node, of: KeyTable.route, name: name) else { return nil }
    typealias Keys = KeyTable.Route
    let own = members[Keys.framing].map { readFraming($0) }
    let known: Framing? = own ?? .some(defaults.framing)
    let framing = known ?? defaults.framing
    let closes = members[Keys.close].flatMap { readBoolean($0, Keys.close) } ?? false
    let rules = readRules(members, name, ReplyContext(framing: known), closes: closes)
    return Route(
      name: name.text, listeners: members[Keys.listen].map { readListeners($0) } ?? [],
      allow: readBlocks(members[Keys.allow]), framing: framing, states: [State(read: framing, rules: rules)],
      events: readEvents(members[Keys.events], framing: known),
      limits: readLimits(members[Keys.limits], defaults: defaults.limits),
      timeouts: readTimeouts(members[Keys.timeouts], defaults: defaults.timeouts),
      foreign: readForeign(members[Keys.foreign], known))
  }

  /// Names become metric labels and log fields, and are typed on command lines.
  private mutating func checkName(_ name: Scalar) {
    let isPlain = name.bytes.allSatisfy { byte in
      byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || UInt8.isDigit(byte) || "_-.".utf8.contains(byte))
    }
    guard isPlain, (1...64).contains(name.bytes.count) else {
      return report(
        .badName, "a route's name has 1 to 64 letters, digits, `_`, `-` and `.`, found \(name.text.quoted)",
        at: name.span)
    }
  }

  private mutating func readRules(_ members: Members, _ name: Scalar, _ context: ReplyContext, closes: Bool) -> [Rule] {
    typealias Keys = KeyTable.Route
    if let rules = members[Keys.rules] {
      if let span = members.keySpan(Keys.reply), let other = members.keySpan(Keys.rules) {
        report(
          .conflictingKeys, "`reply` is short for one rule; a route has either it or `rules`", at: max(span, other),
          secondary: [.init(span: min(span, other), text: "the other one")])
      }
      return readRuleList(rules, context, closes: closes)
    }
    guard let node = members[Keys.reply] else {
      reportSilence(members.node, at: name.span)
      return []
    }
    return [Rule(actions: Actions(reply: readReply(node, context), ending: closes ? .close : .stay))]
  }

  /// A route without a reply; one that forwards, or has rules of a later version, has been told so already.
  private mutating func reportSilence(_ node: Node, at span: SourceSpan) {
    let answers = ["reply", "rules", "forward", "states"]
    guard case .mapping(let entries) = node.kind, !entries.contains(where: { answers.contains($0.key.text) }) else {
      return
    }
    report(.missingKey, "a route needs the key `reply`, such as `reply: \"ack:<line>\"`", at: span)
  }

  private mutating func readRuleList(_ node: Node, _ context: ReplyContext, closes: Bool) -> [Rule] {
    let key = KeyTable.Route.rules
    guard case .sequence(let items) = node.kind else {
      wrongType(node, key.name, key.type)
      return []
    }
    if items.isEmpty { emptyList(node, key) }
    var catchAll: SourceSpan?
    return items.compactMap { item in
      guard let members = readMembers(item, of: KeyTable.rule) else { return nil }
      if let catchAll, !item.mentions("match") {
        report(
          .ruleAfterCatchAll, "no frame reaches this rule", at: place(of: item),
          secondary: [.init(span: catchAll, text: "this rule takes every frame")])
      }
      if catchAll == nil, !item.mentions("match") { catchAll = place(of: item) }
      return readRule(members, context, closes: closes)
    }
  }

  private mutating func readRule(_ members: Members, _ context: ReplyContext, closes: Bool) -> Rule {
    typealias Keys = KeyTable.Rule
    let label = members[Keys.name].flatMap { readName($0, Keys.name) }
    let own = members[Keys.close].flatMap { readBoolean($0, Keys.close) }
    let reply = members[KeyTable.Route.reply].map { readReply($0, context) } ?? []
    return Rule(name: label, actions: Actions(reply: reply, ending: own ?? closes ? .close : .stay))
  }

  private mutating func readForeign(_ node: Node?, _ framing: Framing?) -> ForeignPolicy {
    let key = KeyTable.Route.foreign
    let isText = framing?.kind.isText ?? true
    guard let node, let word = readWord(node, key) else { return isText ? .refuse : .allow }
    if word == ForeignPolicy.refuse.rawValue, !isText {
      report(
        .conflictingKeys, "`foreign: refuse` goes with the framings `line`, `crlf` and `delimiter`", at: node.span,
        notes: ["other framings do not begin with a line, so there is nothing to recognise"])
    }
    return ForeignPolicy(rawValue: word) ?? .refuse
  }
}

extension Framing.Kind {
  /// The framings on which an HTTP request line would be taken for a frame.
  var isText: Bool {
    switch self {
    case .line, .crlf, .delimiter: true
    default: false
    }
  }
}

extension Node {
  /// Whether this is a mapping with such a key, available or not.
  func mentions(_ name: String) -> Bool {
    guard case .mapping(let entries) = kind else { return false }
    return entries.contains { $0.key.text == name }
  }
}
