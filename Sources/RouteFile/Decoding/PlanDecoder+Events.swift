import Framing
import Routing

extension PlanDecoder {
  /// What an event does when nothing else is said, and what it can be told to do.
  enum Course {
    /// The connection goes on unless it is told to close.
    case opening
    case ending
    /// It ends unless `continue: true` is said.
    case resumable
  }

  mutating func readEvents(_ node: Node?, _ draft: inout RouteDraft) -> Events {
    var events = Events()
    guard let node, let members = readMembers(node, of: KeyTable.events) else { return events }
    for (key, path, course) in Self.eventPaths {
      guard let node = members[key] else { continue }
      events[keyPath: path] = readEvent(node, key, course, &draft)
    }
    return events
  }

  typealias EventPath = any WritableKeyPath<Events, Actions?> & Sendable
  static let eventPaths: [(key: Key, path: EventPath, course: Course)] = [
    (KeyTable.Event.connect, \.connect, .opening), (KeyTable.Event.eof, \.eof, .ending),
    (KeyTable.Event.idle, \.idle, .resumable), (KeyTable.Event.oversize, \.oversize, .resumable),
    (KeyTable.Event.badFrame, \.badFrame, .resumable), (KeyTable.Event.frameTimeout, \.frameTimeout, .ending),
    (KeyTable.Event.refused, \.refused, .ending), (KeyTable.Event.shutdown, \.shutdown, .ending),
  ]

  private mutating func readEvent(
    _ node: Node, _ key: Key, _ course: Course, _ draft: inout RouteDraft
  ) -> Actions? {
    guard case .section(let section) = key.type else { return nil }
    if case .scalar(let scalar) = node.kind, !node.isOmitted {
      report(
        .wrongType, "\(key.name.quoted) takes a mapping, found \(node.described)", at: place(of: node),
        help: ["write `\(key.name): { reply: \(YAMLText.quote(scalar.bytes)) }`"])
      return nil
    }
    guard let members = readEventMembers(node, section, course) else { return nil }
    checkEndings(members)
    var context = TextContext(draft, names: draft.namesOutside, place: "a reply", isEvent: true)
    var replies: [ReplyDraft] = []
    let actions = readActions(members, &context, &replies)
    let ending = readEnding(members, key, course, draft.states)
    let goto = readGoto(members, context.names, draft)
    draft.slotCount = max(draft.slotCount, context.slotCount)
    draft.eventReplies.append(replies)
    return actions.ending(goto.map { .goto($0) } ?? ending)
  }

  /// `continue` where it cannot be is told apart from a key that does not exist.
  private mutating func readEventMembers(_ node: Node, _ section: Section, _ course: Course) -> Members? {
    guard course != .resumable, case .mapping(let entries) = node.kind,
      let entry = entries.first(where: { $0.key.text == KeyTable.Event.resume.name })
    else { return readMembers(node, of: section) }
    report(
      .cannotContinue,
      course == .opening
        ? "the connection goes on by itself here" : "the connection ends here, whatever the event does",
      at: entry.key.span, notes: ["`continue` goes with `idle`, `oversize` and `bad_frame`"])
    let others = entries.filter { $0.key.text != KeyTable.Event.resume.name }
    return readMembers(Node(kind: .mapping(others), span: node.span), of: section)
  }

  private mutating func readEnding(
    _ members: Members, _ key: Key, _ course: Course, _ states: [StateDraft]
  ) -> Actions.Ending {
    typealias Keys = KeyTable.Event
    let closes = members[Keys.close].flatMap { readBoolean($0, Keys.close) }
    let resume = members[Keys.resume].flatMap { readBoolean($0, Keys.resume) } ?? false
    let goesOn = resume || members[KeyTable.Action.goto] != nil
    guard course != .opening else { return closes == true ? .close : .stay }
    if goesOn { checkContinue(members, key, closes, states) }
    if closes == false, !goesOn, let span = members[Keys.close]?.span {
      report(
        .cannotContinue, "the connection ends at \(key.name.quoted)", at: span,
        help: course == .resumable ? ["`continue: true` keeps it open"] : [])
    }
    return goesOn ? .resume : .close
  }

  private mutating func checkContinue(_ members: Members, _ key: Key, _ closes: Bool?, _ states: [StateDraft]) {
    typealias Keys = KeyTable.Event
    guard let span = members.keySpan(Keys.resume) ?? members.keySpan(KeyTable.Action.goto) else { return }
    if members[Keys.resume] != nil, closes == true, let other = members.keySpan(Keys.close) {
      report(
        .conflictingKeys, "`continue: true` and `close: true` exclude each other", at: max(span, other),
        secondary: [.init(span: min(span, other), text: "the other one")])
    }
    checkBoundaries(states, key, at: span)
  }

  /// What is said of all states is an error; of some it is a warning, since an event has no other way to spare them.
  private mutating func checkBoundaries(_ states: [StateDraft], _ key: Key, at span: SourceSpan) {
    let framings = states.compactMap(\.read)
    guard !framings.isEmpty else { return }
    if !framings.contains(where: { $0.kind.goesOn(after: key.name) }) {
      return report(
        .cannotContinue, "this framing has no next boundary to go on at after \(key.name.quoted)", at: span,
        help: ["leave `continue` out: the connection is closed"])
    }
    let stopping = states.filter { $0.read?.kind.stops(after: key.name) == true }
    guard let name = stopping.first?.name else { return }
    warn(
      .stopsInSomeStates,
      "in the state \(name.text.quoted) the connection ends all the same: what it reads has no next boundary",
      at: span, secondary: stopping.prefix(3).map { .init(span: $0.readSpan ?? $0.span, text: "no next boundary") })
  }
}

extension Framing.Kind {
  /// Whether a next frame can be found after an event: a length that is wrong leads nowhere, and `eof` has one frame.
  fileprivate func goesOn(after event: String) -> Bool {
    switch (self, event) {
    case (.eof, KeyTable.Event.oversize.name): false
    case (.fixed, KeyTable.Event.badFrame.name), (.binaryLength, KeyTable.Event.badFrame.name),
      (.varint, KeyTable.Event.badFrame.name), (.decimalLength, KeyTable.Event.badFrame.name),
      (.headers, KeyTable.Event.badFrame.name), (.resp, KeyTable.Event.badFrame.name):
      false
    default: true
    }
  }

  /// Whether the event can come and is the end; frames of a set size with nothing behind them are never bad.
  fileprivate func stops(after event: String) -> Bool {
    if case .fixed(_, trailer: []) = self { return false }
    return !goesOn(after: event)
  }
}
