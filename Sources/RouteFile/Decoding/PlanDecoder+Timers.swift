import Routing

extension PlanDecoder {
  mutating func readTimers(_ node: Node?, _ draft: inout RouteDraft) -> [Timer] {
    let key = KeyTable.Route.timers
    guard let node else { return [] }
    guard case .sequence(let items) = node.kind else {
      wrongType(node, key.name, key.type)
      return []
    }
    if items.isEmpty { emptyList(node, key) }
    return items.compactMap { readTimer($0, &draft) }
  }

  private mutating func readTimer(_ node: Node, _ draft: inout RouteDraft) -> Timer? {
    typealias Keys = KeyTable.Timer
    guard let members = readMembers(node, of: KeyTable.timer) else { return nil }
    checkEndings(members)
    let schedule = readSchedule(members)
    var context = TextContext(draft, names: draft.namesOutside, place: "a reply", isEvent: true)
    var replies: [ReplyDraft] = []
    for binding in readEntries(members[KeyTable.Action.bindings], KeyTable.Action.bindings) {
      checkVariableName(binding.name)
      checkEscape(binding.name)
    }
    let actions = readActions(members, &context, &replies)
    let closes = members[Keys.close].flatMap { readBoolean($0, Keys.close) } ?? false
    let resets = members[KeyTable.Action.reset].flatMap { readBoolean($0, KeyTable.Action.reset) } ?? false
    let goto = readGoto(members, context.names, draft)
    let ending = goto.map { .goto($0) } ?? (resets ? .reset : closes ? .close : Actions.Ending.stay)
    draft.slotCount = max(draft.slotCount, context.slotCount)
    draft.timerReplies.append(replies)
    return schedule.map { Timer($0, actions: actions.ending(ending)) }
  }

  /// Exactly one of `every` and `after`.
  private mutating func readSchedule(_ members: Members) -> Timer.Schedule? {
    typealias Keys = KeyTable.Timer
    exclude(Keys.every, Keys.after, members, "a timer has either `every` or `after`")
    let every = members[Keys.every].flatMap { readValue($0, Keys.every, .badDuration, Self.interval) }
    let after = members[Keys.after].flatMap { readValue($0, Keys.after, .badDuration, Self.interval) }
    if members[Keys.every] == nil, members[Keys.after] == nil {
      report(
        .missingKey, "a timer needs `every` or `after`, such as `every: 30s`", at: place(of: members.node))
    }
    return every.map { .every($0) } ?? after.map { .after($0) }
  }

  private static func interval(_ text: String) throws(ValueProblem) -> Duration {
    let duration = try DurationText.parse(text)
    guard duration > .zero else { throw ValueProblem("a timer waits longer than nothing") }
    return duration
  }

  /// The `goto` of an event or a timer.
  mutating func readGoto(_ members: Members, _ names: Names, _ draft: RouteDraft) -> Actions.Goto? {
    let key = KeyTable.Action.goto
    guard let node = members[key], let name = readScalar(node, key), let state = findState(name, draft) else {
      return nil
    }
    return Actions.Goto(state: state, carry: carry(names, from: nil, to: state, draft))
  }
}
