/// A JSON value whose members keep the order in which they were written.
enum JSONValue: Equatable {
  case string(String)
  case number(Int)
  case boolean(Bool)
  case array([JSONValue])
  case object([Member])

  struct Member: Equatable {
    var name: String
    var value: JSONValue
  }

  /// Indented by two blanks a level; short arrays of plain values stay on one line.
  func render(indent: String = "") -> String {
    switch self {
    case .string(let text): return JSONText.quoted(text)
    case .number(let number): return "\(number)"
    case .boolean(let boolean): return "\(boolean)"
    case .array(let items): return render(items, indent)
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      let inner = indent + "  "
      let lines = members.map { "\(inner)\(JSONText.quoted($0.name)): \($0.value.render(indent: inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  private func render(_ items: [JSONValue], _ indent: String) -> String {
    let line = "[" + items.map { $0.render() }.joined(separator: ", ") + "]"
    let isPlain = items.allSatisfy { if case .object = $0 { false } else { true } }
    if isPlain, line.utf8.count <= 90 { return line }
    let inner = indent + "  "
    return "[\n" + items.map { inner + $0.render(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral text: String) { self = .string(text) }
  init(integerLiteral number: Int) { self = .number(number) }
  init(booleanLiteral boolean: Bool) { self = .boolean(boolean) }
  init(arrayLiteral items: JSONValue...) { self = .array(items) }
  init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(members.map { Member(name: $0.0, value: $0.1) })
  }

  /// An object with the members of both, these first.
  func adding(_ other: JSONValue) -> JSONValue {
    guard case .object(let members) = self, case .object(let more) = other else { return self }
    return .object(members + more)
  }
}

extension JSONValue {
  /// A YAML value as an editor sees it: plain `true`, `false` and whole numbers are typed, everything else is text.
  init(_ node: Node) {
    switch node.kind {
    case .scalar(let scalar): self = scalar.isPlain ? JSONValue(plain: scalar.text) : .string(scalar.text)
    case .sequence(let items): self = .array(items.map { JSONValue($0) })
    case .mapping(let entries):
      self = .object(entries.map { Member(name: $0.key.text, value: JSONValue($0.value)) })
    case .refused: self = .string("")
    }
  }

  private init(plain text: String) {
    switch text {
    case "true": self = true
    case "false": self = false
    default: self = Int(text).map { .number($0) } ?? .string(text)
    }
  }

  /// The value of an example or a default of the key table.
  init(yaml text: String) {
    let tree = YAMLTree.parse(SourceFile(name: "", text: text), index: 0, environment: [:])
    self = tree.root.map { JSONValue($0) } ?? .string(text)
  }
}
