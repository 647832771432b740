import Framing
import Routing

// The structure of a route: its states and their rules, before any of it is compiled.
extension PlanDecoder {
  mutating func draftStates(_ draft: inout RouteDraft) {
    typealias Keys = KeyTable.Route
    checkWays(draft.members)
    let local = draft.members[Keys.rulesets].map { readRulesets([$0], Keys.rulesets) } ?? [:]
    let states = draft.members[Keys.states].flatMap { readStateEntries($0) } ?? []
    for (index, entry) in states.enumerated() { draft.stateIndices[entry.key.text] = index }
    for entry in states { draftState(entry, &draft, local) }
    if let state = draftOnlyState(&draft, local) { draft.states.append(state) }
    if draft.states.isEmpty { reportSilence(draft.members.node, at: draft.name.span) }
    noteUse(of: local)
  }

  /// `reply`, `rules` and `states` are three ways to say what is answered.
  private mutating func checkWays(_ members: Members) {
    typealias Keys = KeyTable.Route
    let ways = members.written(among: [Keys.reply, Keys.rules, Keys.states])
    if ways.count > 1, let last = ways.last {
      let names = ways.map(\.key.name.quoted)
      let message =
        names.contains("`states`")
        ? "a route with `states` has neither `reply` nor `rules` of its own"
        : "`reply` is short for one rule; a route has either it or `rules`"
      report(
        .conflictingKeys, message, at: last.span,
        secondary: ways.dropLast().map { .init(span: $0.span, text: "the other one") })
    }
    guard members[Keys.states] != nil else {
      if let span = members.keySpan(Keys.start) {
        report(.conflictingKeys, "`start` goes with `states`", at: span)
      }
      return
    }
    if let span = members.keySpan(Keys.use) {
      report(.conflictingKeys, "in a route with `states` the key `use` stands in the states", at: span)
    }
  }

  private mutating func readStateEntries(_ node: Node) -> [Node.Entry]? {
    let key = KeyTable.Route.states
    guard let entries = readMap(node, key) else { return nil }
    if entries.isEmpty { report(.emptyList, "`states` is empty: expected \(key.type.expectation)", at: node.span) }
    for entry in entries { checkLabel(entry.key, of: "a state's name") }
    return entries
  }

  private mutating func draftState(_ entry: Node.Entry, _ draft: inout RouteDraft, _ local: Rulesets) {
    typealias Keys = KeyTable.State
    let members = readMembers(entry.value, of: KeyTable.state, name: entry.key)
    let own = members?[Keys.read].map { readReading($0) }
    var state = StateDraft(
      name: entry.key, span: entry.key.span, read: own.map(\.framing) ?? draft.framing,
      readSpan: members?[Keys.read]?.span, size: own?.size)
    if let members {
      state.rules = draftRules(members[Keys.rules], members[Keys.use], Keys.use, draft, local)
      if members[Keys.rules] == nil, members[Keys.use] == nil {
        report(.missingKey, "the state \(entry.key.text.quoted) needs `rules`, or rules to `use`", at: entry.key.span)
      }
    }
    draft.states.append(state)
  }

  /// The state of a route without `states`; nothing where there are states and nothing else.
  private mutating func draftOnlyState(_ draft: inout RouteDraft, _ local: Rulesets) -> StateDraft? {
    typealias Keys = KeyTable.Route
    let members = draft.members
    guard members[Keys.rules] != nil || members[Keys.reply] != nil else { return nil }
    var state = StateDraft(name: nil, span: draft.name.span, read: draft.framing)
    let use = members[Keys.states] == nil ? members[Keys.use] : nil
    state.rules = draftRules(members[Keys.rules], use, Keys.use, draft, local)
    if let reply = members.only(Keys.reply) {
      state.rules.append(RuleDraft(members: reply, span: reply.node.span, ruleset: nil, isShorthand: true))
    }
    return state
  }

  /// A route that answers nothing; one that forwards has been told so already.
  private mutating func reportSilence(_ node: Node, at span: SourceSpan) {
    let answers = ["reply", "rules", "forward", "states"]
    guard case .mapping(let entries) = node.kind, !entries.contains(where: { answers.contains($0.key.text) }) else {
      return
    }
    report(
      .missingKey, "a route needs the key `reply`, such as `reply: \"ack:<line>\"`", at: span,
      notes: ["or `rules`, or `states`"])
  }

  /// The state in which a connection begins.
  mutating func readStart(_ draft: RouteDraft) -> Int {
    let key = KeyTable.Route.start
    guard let node = draft.members[key], draft.members[KeyTable.Route.states] != nil,
      let scalar = readScalar(node, key)
    else { return 0 }
    return findState(scalar, draft) ?? 0
  }

  /// The index of a state. Where there is none of this name that is an error, and the one that was probably meant is
  /// taken, so that no more is said about what follows from it.
  mutating func findState(_ name: Scalar, _ draft: RouteDraft) -> Int? {
    if let index = draft.stateIndices[name.text] { return index }
    let names = isHopeless ? [] : draft.stateIndices.keys.sorted()
    let near = Suggestion.near(name.text, in: names)
    report(
      .unknownState, "there is no state \(name.text.quoted) in this route", at: name.span,
      label: didYouMean(near),
      notes: [draft.stateIndices.isEmpty ? "it has no `states`" : "states: \(names.listed)"])
    return near.flatMap { draft.stateIndices[$0] }
  }
}

extension Members {
  /// This key alone, as if nothing else were written; nothing where it is not.
  func only(_ key: Key) -> Members? {
    guard let value = self[key], let entry = entry(key) else { return nil }
    return Members(node: Node(kind: .mapping([entry]), span: value.span), entries: [(key.name, entry)])
  }
}
