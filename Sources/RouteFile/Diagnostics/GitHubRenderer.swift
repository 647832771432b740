/// Workflow commands: `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=GW104::message`.
/// See "Workflow commands for GitHub Actions"; the escapes are those of its toolkit's `command.ts`.
struct GitHubRenderer: LimitedRenderer {
  let sources: [SourceFile]

  func render(_ failure: InputFailure) -> String {
    "::error file=\(Self.property(failure.path))::\(Self.data(failure.message))\n"
  }

  func render(_ diagnostic: Diagnostic) -> String {
    let span = diagnostic.span
    let properties = [
      "file=\(Self.property(name(of: span)))", "line=\(span.startLine)", "col=\(span.startColumn)",
      "endLine=\(span.endLine)", "endColumn=\(span.endColumn)", "title=\(diagnostic.code.rawValue)",
    ]
    let lines = [diagnostic.message] + [diagnostic.label].compactMap(\.self) + diagnostic.notes + diagnostic.help
    let text = lines.map(VisibleText.visible).joined(separator: "\n")
    return "::\(diagnostic.severity.rawValue) \(properties.joined(separator: ","))::\(Self.data(text))\n"
  }

  func render(leftOut count: Int, file: String) -> String {
    "::notice file=\(Self.property(file))::\(count) more not shown\n"
  }

  private static func data(_ text: String) -> String { escape(text, ["%", "\r", "\n"]) }

  private static func property(_ text: String) -> String { escape(text, ["%", "\r", "\n", ":", ","]) }

  private static func escape(_ text: String, _ special: Set<Unicode.Scalar>) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard special.contains(scalar) else {
        escaped.append(scalar)
        continue
      }
      let digits = String(scalar.value, radix: 16, uppercase: true)
      escaped.append(contentsOf: ("%" + (digits.count < 2 ? "0" : "") + digits).unicodeScalars)
    }
    return String(escaped)
  }
}
