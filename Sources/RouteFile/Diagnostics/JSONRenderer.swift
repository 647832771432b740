/// One array with an object a problem, and a line an object. What has no place or code in a file has null there.
struct JSONRenderer {
  let sources: [SourceFile]

  func render(_ result: LoadResult) -> String {
    let objects = result.inputFailures.map { render($0) } + result.diagnostics.map { render($0) }
    return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }

  private func render(_ failure: InputFailure) -> String {
    object(file: failure.path, span: nil, severity: .error, code: nil, message: failure.message, help: nil)
  }

  private func render(_ diagnostic: Diagnostic) -> String {
    let span = diagnostic.span
    let help = [diagnostic.label].compactMap(\.self) + diagnostic.help
    return object(
      file: sources.indices.contains(span.file) ? sources[span.file].name : "?", span: span,
      severity: diagnostic.severity, code: diagnostic.code, message: diagnostic.message,
      help: help.isEmpty ? nil : help.joined(separator: "; "))
  }

  private func object(
    file: String, span: SourceSpan?, severity: Diagnostic.Severity, code: DiagnosticCode?, message: String,
    help: String?
  ) -> String {
    let fields: [(String, String)] = [
      ("file", JSONText.quoted(file)),
      ("line", span.map { String($0.startLine) } ?? "null"),
      ("column", span.map { String($0.startColumn) } ?? "null"),
      ("end_line", span.map { String($0.endLine) } ?? "null"),
      ("end_column", span.map { String($0.endColumn) } ?? "null"),
      ("severity", JSONText.quoted(severity.rawValue)),
      ("code", code.map { JSONText.quoted($0.rawValue) } ?? "null"),
      ("message", JSONText.quoted(message)),
      ("help", help.map { JSONText.quoted($0) } ?? "null"),
    ]
    return "  {" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
  }
}
