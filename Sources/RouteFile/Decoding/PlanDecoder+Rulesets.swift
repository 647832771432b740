import Routing

/// A named list of rules.
struct Ruleset {
  let name: Scalar
  let rules: [Rule]

  /// A rule whose keys were held against its section.
  struct Rule {
    let members: Members
    let span: SourceSpan
  }
}

typealias Rulesets = [String: Ruleset]

extension PlanDecoder {
  /// The rule sets of several mappings, which are one: a name stands once.
  mutating func readRulesets(_ nodes: [Node], _ key: Key) -> Rulesets {
    var sets: Rulesets = [:]
    for node in nodes {
      for entry in readMap(node, key) ?? [] {
        checkLabel(entry.key, of: "a rule set's name")
        let first = sets[entry.key.text] ?? rulesets[entry.key.text]
        if let first { reportTwice("the rule set", entry.key, first: first.name.span) }
        let rules = readRuleItems(entry.value, entry.key.text, key)
        if first == nil { sets[entry.key.text] = Ruleset(name: entry.key, rules: rules) }
      }
    }
    return sets
  }

  /// A name that was given before, in this file or in another one.
  mutating func reportTwice(_ what: String, _ name: Scalar, first: SourceSpan) {
    report(
      .nameTwice, "\(what) \(name.text.quoted) is defined twice, first at \(locate(first))", at: name.span,
      secondary: [.init(span: first, text: "first defined here")])
  }

  /// The items of a list of rules.
  mutating func readRuleItems(_ node: Node, _ name: String, _ key: Key) -> [Ruleset.Rule] {
    guard case .sequence(let items) = node.kind else {
      let isNested = node.entries?.contains { $0.key.text == KeyTable.Route.rules.name } ?? false
      wrongType(
        node, name, KeyTable.Route.rules.type,
        help: isNested ? "a rule set is the list itself: leave out the key `rules`" : nil)
      return []
    }
    if items.isEmpty { emptyList(node, KeyTable.Route.rules) }
    return items.compactMap { item in
      readMembers(item, of: KeyTable.rule).map { Ruleset.Rule(members: $0, span: place(of: item)) }
    }
  }

  /// The rules that `use` brings in, in the order of their sets.
  mutating func readUse(_ node: Node?, _ key: Key, _ local: Rulesets) -> [(rule: Ruleset.Rule, set: Scalar)] {
    guard let node else { return [] }
    var items = [node]
    if case .sequence(let written) = node.kind {
      if written.isEmpty { emptyList(node, key) }
      items = written
    }
    return items.flatMap { item -> [(rule: Ruleset.Rule, set: Scalar)] in
      guard let name = readScalar(item, key), let set = findRuleset(name, local) else { return [] }
      return set.rules.map { ($0, set.name) }
    }
  }

  private mutating func findRuleset(_ name: Scalar, _ local: Rulesets) -> Ruleset? {
    if let set = local[name.text] ?? rulesets[name.text] {
      usedRulesets.insert(set.name.span)
      return set
    }
    let names = isHopeless ? [] : (Array(local.keys) + Array(rulesets.keys)).sorted()
    let near = Suggestion.near(name.text, in: names)
    report(
      .unknownRuleset, "there is no rule set \(name.text.quoted)", at: name.span, label: didYouMean(near),
      notes: [local.isEmpty && rulesets.isEmpty ? "there are no `rulesets`" : "rule sets: \(names.listed)"])
    if let near, let set = local[near] ?? rulesets[near] { usedRulesets.insert(set.name.span) }
    return nil
  }

  /// Rules that nobody uses are not even compiled.
  mutating func noteUse(of sets: Rulesets) {
    for set in sets.values.sorted(by: { $0.name.span < $1.name.span })
    where !usedRulesets.contains(set.name.span) {
      warn(
        .unusedRuleset, "nothing uses the rule set \(set.name.text.quoted)", at: set.name.span,
        help: ["write `use: [\(set.name.text)]` in a route or a state"])
    }
  }
}
