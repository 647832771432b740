import RouteFile

/// Short ways to parse a text and to look at what came of it.
enum Parsing {
  static func parse(_ text: String, environment: [String: String] = [:]) -> (root: Node?, diagnostics: [Diagnostic]) {
    YAMLTree.parse(SourceFile(name: "routes.yaml", text: text), index: 0, environment: environment)
  }

  static func bytes(_ bytes: [UInt8]) -> (root: Node?, diagnostics: [Diagnostic]) {
    YAMLTree.parse(SourceFile(name: "routes.yaml", bytes: bytes), index: 0, environment: [:])
  }

  /// `line:column-line:column`.
  static func text(_ span: SourceSpan) -> String {
    "\(span.startLine):\(span.startColumn)-\(span.endLine):\(span.endColumn)"
  }

  /// The tree in one line, every scalar in quotes.
  static func outline(_ node: Node) -> String {
    switch node.kind {
    case .scalar(let scalar): "'\(scalar.text)'"
    case .sequence(let items): "[" + items.map { outline($0) }.joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key.text): \(outline($0.value))" }.joined(separator: ", ") + "}"
    case .refused: "refused"
    }
  }

  /// The value of the key `k` of a mapping at the top.
  static func scalar(_ text: String, environment: [String: String] = [:]) -> Scalar? {
    guard case .mapping(let entries)? = parse(text, environment: environment).root?.kind,
      case .scalar(let scalar)? = entries.first(where: { $0.key.text == "k" })?.value.kind
    else { return nil }
    return scalar
  }
}
