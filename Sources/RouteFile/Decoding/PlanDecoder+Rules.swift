import Routing

// Rules as they are written, before any of their texts is compiled.
extension PlanDecoder {
  /// The rules of a list, and those of `use` before its catch-all, wherever the key is written.
  mutating func draftRules(
    _ list: Node?, _ use: Node?, _ useKey: Key, _ draft: RouteDraft, _ local: Rulesets
  ) -> [RuleDraft] {
    let own = list.map { readRuleItems($0, KeyTable.Route.rules.name, KeyTable.Route.rules) } ?? []
    let used = readUse(use, useKey, local)
    var rules = own.map { self.draft($0, nil) }
    let inserted = used.map { self.draft($0.rule, $0.set) }
    rules.insert(contentsOf: inserted, at: rules.firstIndex(where: \.isCatchAll) ?? rules.endIndex)
    checkCatchAll(rules)
    checkRuleNames(rules)
    return rules
  }

  private mutating func checkCatchAll(_ rules: [RuleDraft]) {
    guard let index = rules.firstIndex(where: \.isCatchAll) else { return }
    for rule in rules[(index + 1)...] {
      report(
        .ruleAfterCatchAll, "no frame reaches this rule", at: rule.span,
        secondary: [.init(span: rules[index].span, text: "this rule takes every frame")])
    }
  }

  /// A name tells rules apart in metrics and reports.
  private mutating func checkRuleNames(_ rules: [RuleDraft]) {
    var names: [String: Scalar] = [:]
    for index in rules.indices {
      guard case .scalar(let name)? = rules[index].members[KeyTable.Rule.name]?.kind else { continue }
      if let first = names[name.text] {
        if first.span != name.span { reportTwice("the rule", name, first: first.span) }
      } else {
        names[name.text] = name
      }
    }
  }

  private mutating func draft(_ rule: Ruleset.Rule, _ set: Scalar?) -> RuleDraft {
    typealias Keys = KeyTable.Rule
    let members = rule.members
    var draft = RuleDraft(members: members, span: rule.span, ruleset: set)
    draft.match = members[Keys.match].map { readPatterns($0, Keys.match) } ?? []
    draft.regex = members[Keys.regex].flatMap { readScalar($0, Keys.regex) }
    draft.conditions = readConditions(members[Keys.when])
    draft.bindings = readEntries(members[KeyTable.Action.bindings], KeyTable.Action.bindings)
    for binding in draft.bindings {
      checkVariableName(binding.name)
      checkEscape(binding.name)
    }
    checkEndings(members)
    exclude(Keys.match, Keys.regex, members, "`regex` stands in place of `match`")
    if KeyTable.rule.keys.allSatisfy({ $0.name == Keys.name.name || members[$0] == nil }), members.isWhole {
      report(
        .missingKey, "a rule needs something to do, such as `reply: \"ack:<line>\"`", at: rule.span,
        notes: ["a rule with nothing but a `match` takes frames and says nothing"])
    }
    return draft
  }

  /// At most one of `goto`, `close: true` and `reset: true`, and no reply beside a reset.
  mutating func checkEndings(_ members: Members) {
    typealias Keys = KeyTable.Action
    let endings = members.written(among: [Keys.goto, KeyTable.Rule.close, Keys.reset])
      .filter { $0.key.name == Keys.goto.name || members[$0.key].map(\.isTrue) ?? false }
    if endings.count > 1, let last = endings.last {
      report(
        .conflictingKeys, "at most one of `goto`, `close` and `reset` can end a rule", at: last.span,
        secondary: endings.dropLast().map { .init(span: $0.span, text: "another one") })
    }
    guard members[Keys.reset]?.isTrue ?? false, let span = members.keySpan(Keys.reset) else { return }
    guard let reply = members.keySpan(Keys.reply) else { return }
    report(
      .conflictingKeys, "a reset loses what is owed: `reset` and `reply` exclude each other", at: max(span, reply),
      secondary: [.init(span: min(span, reply), text: "the other one")],
      help: ["`close: true` ends the connection once the reply has arrived"])
  }

  /// Two keys of which at most one is written.
  mutating func exclude(_ first: Key, _ second: Key, _ members: Members, _ message: String) {
    guard let one = members.keySpan(first), let other = members.keySpan(second) else { return }
    report(
      .conflictingKeys, message, at: max(one, other), secondary: [.init(span: min(one, other), text: "the other one")])
  }

  /// `{ name: text }`, in the order of the file.
  mutating func readEntries(_ node: Node?, _ key: Key) -> [(name: Scalar, value: Scalar)] {
    guard let node, let entries = readMap(node, key) else { return [] }
    return entries.compactMap { entry in
      readScalar(entry.value, entry.key, .template).map { (entry.key, $0) }
    }
  }
}

extension Node {
  var isTrue: Bool {
    guard case .scalar(let scalar) = kind else { return false }
    return scalar.text == "true"
  }
}
