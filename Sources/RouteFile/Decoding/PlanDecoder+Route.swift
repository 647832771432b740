import Framing
import Routing

extension PlanDecoder {
  mutating func readRoute(_ name: Scalar, _ node: Node) -> Route? {
    let errors = errorCount
    checkLabel(name, of: "a route's name")
    guard let members = readMembers(node, of: KeyTable.route, name: name) else { return nil }
    var draft = draftRoute(name, members)
    inheritNames(&draft)
    compileRules(&draft)
    let events = readEvents(members[KeyTable.Route.events], &draft)
    let timers = readTimers(members[KeyTable.Route.timers], &draft)
    let route = finish(draft, events, timers)
    analyse(draft, route, errors: errors)
    return route
  }

  /// What can be read without knowing any name.
  private mutating func draftRoute(_ name: Scalar, _ members: Members) -> RouteDraft {
    typealias Keys = KeyTable.Route
    let own = members[Keys.framing].map { readFraming($0) }
    let closes = members[Keys.close].flatMap { readBoolean($0, Keys.close) }
    let ignoresCase = members[Keys.ignoreCase].flatMap { readBoolean($0, Keys.ignoreCase) }
    var draft = RouteDraft(
      name: name, members: members, framing: own ?? .some(defaults.framing), closes: closes ?? false,
      ignoresCase: ignoresCase ?? false, names: Names(tables: tables))
    collectVariables(&draft)
    draftStates(&draft)
    return draft
  }

  private mutating func finish(_ draft: RouteDraft, _ events: Events, _ timers: [Timer]) -> Route {
    typealias Keys = KeyTable.Route
    let members = draft.members
    let framing = draft.framing ?? defaults.framing
    let telnet = members[Keys.telnet].flatMap { readBoolean($0, Keys.telnet) }
    return Route(
      name: draft.name.text, listeners: members[Keys.listen].map { readListeners($0) } ?? [],
      allow: readBlocks(members[Keys.allow]), framing: framing,
      states: draft.states.map { state($0, draft, framing) }, start: readStart(draft), events: events,
      limits: readLimits(members[Keys.limits], defaults: defaults.limits),
      timeouts: readTimeouts(members[Keys.timeouts], defaults: defaults.timeouts),
      foreign: readForeign(members[Keys.foreign], draft.framing), variables: readVariables(draft),
      shared: readShared(draft), timers: timers, telnet: telnet ?? false,
      ignoresCase: draft.ignoresCase, slotCount: draft.slotCount)
  }

  private mutating func state(_ state: StateDraft, _ draft: RouteDraft, _ framing: Framing) -> State {
    let size = state.size.flatMap { compile($0, TextContext(names: draft.names(in: state), place: "`fixed`")) }
    return State(
      name: state.name?.text, read: state.read ?? framing, size: size, inherited: state.inherited,
      rules: state.rules.compactMap(\.rule))
  }

  /// Names become metric labels and log fields, and are typed on command lines.
  mutating func checkLabel(_ name: Scalar, of what: String) {
    guard !name.bytes.allSatisfy(\.isLabelByte) || !(1...64).contains(name.bytes.count) else { return }
    report(
      .badName, "\(what) has 1 to 64 letters, digits, `_`, `-` and `.`, found \(name.text.quoted)", at: name.span)
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

extension UInt8 {
  var isASCIILetter: Bool { self < 0x80 && Character(UnicodeScalar(self)).isLetter }
  /// What the names of routes, states and the like are made of.
  var isLabelByte: Bool { isASCIILetter || UInt8.isDigit(self) || "_-.".utf8.contains(self) }
}
