import RouteFile

/// A route file. Whatever it says, there is a plan or there are errors, and every diagnostic has its place in the text.
struct FileInput {
  private let bytes: [UInt8]

  init(_ input: [UInt8]) { bytes = input }

  func run() throws(Violation) {
    let source = SourceFile(name: "fuzz.yaml", bytes: bytes)
    let result = RouteFileLoader.load(sources: [source], environment: ["NAME": "value", "EMPTY": ""])
    try Violation.unless((result.plan == nil) == result.hasErrors, "a plan and errors, or neither")
    for diagnostic in result.diagnostics {
      let span = diagnostic.span
      let isOrdered = (span.startLine, span.startColumn) <= (span.endLine, span.endColumn)
      try Violation.unless(
        isOrdered && span.startLine >= 1 && span.startColumn >= 1 && span.endLine <= source.lineCount,
        "\(diagnostic.code) at \(span)")
    }
    for format in DiagnosticRenderer.Format.allCases {
      let text = DiagnosticRenderer(format: format).render(result)
      try Violation.unless(!result.hasErrors || !text.isEmpty, "errors that \(format) says nothing of")
    }
  }
}
