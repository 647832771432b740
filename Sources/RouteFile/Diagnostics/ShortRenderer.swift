/// `file:line:column: error: message [code]`, one line a problem.
struct ShortRenderer: LimitedRenderer {
  let sources: [SourceFile]

  func render(_ failure: InputFailure) -> String {
    "\(VisibleText.visible(failure.path)): error: \(failure.message)\n"
  }

  func render(_ diagnostic: Diagnostic) -> String {
    let span = diagnostic.span
    let place = "\(name(of: span)):\(span.startLine):\(span.startColumn)"
    let message = VisibleText.visible(diagnostic.message)
    return "\(place): \(diagnostic.severity.rawValue): \(message) [\(diagnostic.code.rawValue)]\n"
  }

  func render(leftOut count: Int, file: String) -> String { "\(file): \(count) more not shown\n" }
}
