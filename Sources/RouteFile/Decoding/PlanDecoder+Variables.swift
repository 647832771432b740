import Routing

// The names that hold in a whole route: `vars` and `shared`.
extension PlanDecoder {
  /// Collects the names; their values are read later, by `readVariables` and `readShared`.
  mutating func collectVariables(_ draft: inout RouteDraft) {
    typealias Keys = KeyTable.Route
    draft.variables = collectNames(draft.members[Keys.vars], Keys.vars)
    draft.shared = collectNames(draft.members[Keys.shared], Keys.shared)
    for name in draft.variables { checkEscape(name) }
    draft.names.variables = PlanDecoder.indices(draft.variables)
    draft.names.shared = PlanDecoder.indices(draft.shared)
  }

  private mutating func collectNames(_ node: Node?, _ key: Key) -> [Scalar] {
    guard let node, let entries = readMap(node, key) else { return [] }
    let names = entries.map(\.key)
    for name in names { checkVariableName(name) }
    return names
  }

  private static func indices(_ names: [Scalar]) -> [String: Int] {
    Dictionary(names.indices.map { (names[$0].text, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A name that can stand in `<…>`, and cannot be taken for anything with a point in it.
  mutating func checkVariableName(_ name: Scalar) {
    let bytes = name.bytes
    let begins = bytes.first.map { $0.isASCIILetter || $0 == UInt8(ascii: "_") } ?? false
    let isPlain = bytes.allSatisfy { $0.isLabelByte && $0 != UInt8(ascii: ".") }
    guard begins, isPlain, bytes != [UInt8(ascii: "_")], bytes.count <= 64, !bytes.starts(with: "0x".utf8) else {
      return report(
        .badName,
        "such a name has 1 to 64 letters, digits, `_` and `-`, and begins with a letter or `_`; found "
          + name.text.quoted, at: name.span)
    }
  }

  /// `<lt>` always writes a `<`.
  mutating func checkEscape(_ name: Scalar) {
    guard name.text == Names.escape else { return }
    report(.badName, "this name is taken: `<lt>` writes a `<`", at: name.span, help: ["choose another name"])
  }

  /// First values are filled in when a peer connects: there is no frame, and nothing has a value yet.
  mutating func readVariables(_ draft: RouteDraft) -> [Route.Variable] {
    let key = KeyTable.Route.vars
    let entries = draft.members[key].flatMap(\.entries) ?? []
    let context = TextContext(names: Names(tables: tables), place: "a first value", isEvent: true)
    return entries.map { entry in
      let value = readScalar(entry.value, entry.key, .template).flatMap { compile($0, context) }
      return Route.Variable(name: entry.key.text, initial: value ?? Template(parts: []))
    }
  }

  mutating func readShared(_ draft: RouteDraft) -> [Route.Shared] {
    let entries = draft.members[KeyTable.Route.shared].flatMap(\.entries) ?? []
    return entries.map { entry in
      let value = readScalar(entry.value, entry.key, .text)
      return Route.Shared(name: entry.key.text, initial: value?.bytes ?? [])
    }
  }
}

// Mappings whose keys the author chooses.
extension PlanDecoder {
  /// The entries of such a mapping, in the order of the file.
  mutating func readMap(_ node: Node, _ key: Key) -> [Node.Entry]? {
    guard let entries = node.entries else {
      let isText = if case .scalar = node.kind { !node.isOmitted } else { false }
      let example = isText ? key.examples.first.map { "as in `\(key.name): \($0)`" } : nil
      wrongType(node, key.name, key.type, help: example)
      return nil
    }
    return entries
  }

  /// The scalar of an entry of such a mapping; an empty one is a value like any other, an omitted one is not.
  mutating func readScalar(_ node: Node, _ name: Scalar, _ type: KeyType) -> Scalar? {
    guard case .scalar(let scalar) = node.kind, !node.isOmitted else {
      wrongType(node, name.text, type, help: node.isOmitted ? PlanDecoder.helpWithNothing(name, type) : nil)
      return nil
    }
    return scalar
  }
}

extension PlanDecoder {
  /// What to write where the value is meant to be empty.
  fileprivate static func helpWithNothing(_ name: Scalar, _ type: KeyType) -> String? {
    switch type {
    case .template, .text: "write `\(name.text): \"\"` for an empty value"
    default: nil
    }
  }
}

extension Node {
  /// Of a mapping.
  var entries: [Entry]? {
    guard case .mapping(let entries) = kind else { return nil }
    return entries
  }
}
