import Routing

extension PlanDecoder {
  /// Where a route listens; places that cannot be read are left out.
  mutating func readListeners(_ node: Node) -> [Listen] {
    guard case .sequence(let items) = node.kind else { return readListener(node).map { [$0] } ?? [] }
    if items.isEmpty { emptyList(node, KeyTable.Route.listen) }
    return items.compactMap { readListener($0) }
  }

  private mutating func readListener(_ node: Node) -> Listen? {
    if case .mapping = node.kind { return readSocket(node) }
    let key = KeyTable.Route.listen
    guard case .scalar(let scalar) = node.kind, !node.isOmitted else {
      wrongType(node, key.name, key.type)
      return nil
    }
    if scalar.text.hasPrefix("fd:") {
      report(.notAvailable, "`fd:` is not available in this version", at: scalar.span(of: 0..<3))
      return nil
    }
    guard let endpoint = readValue(node, key, .badAddress, ListenText.parse) else { return nil }
    return Listen(endpoint: endpoint, text: scalar.text, place: origin(of: node))
  }

  /// `{ unix: /run/x.sock, mode: "0660", group: mail }`
  private mutating func readSocket(_ node: Node) -> Listen? {
    typealias Keys = KeyTable.Socket
    guard let members = readMembers(node, of: KeyTable.socket) else { return nil }
    let path = members[Keys.unix].flatMap { node in
      readValue(node, Keys.unix, .badAddress) { text throws(ValueProblem) in try ListenText.unixPath(text) }
    }
    let mode = members[Keys.mode].flatMap { readValue($0, Keys.mode, .badMode, ListenText.parseMode) }
    let group = members[Keys.group].flatMap { readName($0, Keys.group) }
    guard let path else { return nil }
    return Listen(
      endpoint: .unix(path: path, mode: mode ?? ListenText.defaultMode, group: group), text: "unix:\(path)",
      place: origin(of: node))
  }

  mutating func readBlocks(_ node: Node?) -> [AddressBlock] {
    let key = KeyTable.Route.allow
    guard let node else { return [] }
    guard case .sequence(let items) = node.kind else {
      return readValue(node, key, .badBlock, BlockText.parse).map { [$0] } ?? []
    }
    if items.isEmpty { emptyList(node, key, help: "without the key everybody may connect") }
    return items.compactMap { readValue($0, key, .badBlock, BlockText.parse) }
  }

  mutating func emptyList(_ node: Node, _ key: Key, help: String? = nil) {
    report(
      .emptyList, "the list of \(key.name.quoted) is empty: expected \(key.type.expectation)", at: node.span,
      help: help.map { [$0] } ?? [])
  }

  /// A text of at least one character, and no NUL.
  mutating func readName(_ node: Node, _ key: Key) -> String? {
    readValue(node, key, .badName) { text throws(ValueProblem) in
      guard !text.isEmpty, !text.utf8.contains(0) else {
        throw ValueProblem("\(key.name.quoted) takes a name of at least one character and no NUL")
      }
      return text
    }
  }

  /// Where a listener stands in its file.
  mutating func origin(of node: Node) -> Place {
    let file = node.span.file < sources.count ? sources[node.span.file].name : ""
    let place = Place(file: file, line: node.span.startLine, column: node.span.startColumn)
    spans[place] = node.span
    return place
  }
}
