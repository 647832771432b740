import RouteFile

extension LoadResult {
  /// Several loads as one, for a report in one piece. It has no plan: there is none of all together.
  static func joined(_ results: [LoadResult]) -> LoadResult {
    var diagnostics: [Diagnostic] = []
    var sources: [SourceFile] = []
    for result in results {
      diagnostics += result.diagnostics.map { $0.moved(by: sources.count) }
      sources += result.sources
    }
    return LoadResult(diagnostics: diagnostics, sources: sources, inputFailures: results.flatMap(\.inputFailures))
  }

  /// The same with every warning an error.
  var strict: LoadResult {
    var result = self
    for index in result.diagnostics.indices { result.diagnostics[index].severity = .error }
    if result.hasErrors { result.plan = nil }
    return result
  }
}

extension Diagnostic {
  fileprivate func moved(by files: Int) -> Diagnostic {
    var result = self
    result.span = span.moved(by: files)
    result.secondary = secondary.map { Label(span: $0.span.moved(by: files), text: $0.text) }
    return result
  }
}

extension SourceSpan {
  fileprivate func moved(by files: Int) -> SourceSpan {
    SourceSpan(
      file: file + files, startLine: startLine, startColumn: startColumn, endLine: endLine, endColumn: endColumn)
  }
}
