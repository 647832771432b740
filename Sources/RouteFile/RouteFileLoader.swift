/// Route files to a plan, or to everything that is wrong with them.
package enum RouteFileLoader {
  /// Reads the files and nothing else; `-` is standard input.
  package static func load(paths: [String], environment: [String: String]) -> LoadResult {
    var sources: [SourceFile] = []
    var failures: [InputFailure] = []
    for path in paths {
      switch SourceReader.read(path) {
      case .success(let source): sources.append(source)
      case .failure(let failure): failures.append(failure)
      }
    }
    guard failures.isEmpty else { return LoadResult(sources: sources, inputFailures: failures) }
    return load(sources: sources, environment: environment)
  }

  /// Several sources are one configuration.
  package static func load(sources: [SourceFile], environment: [String: String]) -> LoadResult {
    var diagnostics: [Diagnostic] = []
    for (index, source) in sources.enumerated() {
      diagnostics += YAMLTree.parse(source, index: index, environment: environment).diagnostics
    }
    return LoadResult(diagnostics: diagnostics, sources: sources)
  }
}
