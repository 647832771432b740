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
    let result = load(sources: sources, environment: environment)
    guard !failures.isEmpty else { return result }
    return LoadResult(
      diagnostics: result.diagnostics.filter { !dependsOnAll.contains($0.code) }, sources: sources,
      inputFailures: failures)
  }

  /// What cannot be told without the files that could not be read.
  private static let dependsOnAll: Set<DiagnosticCode> = [
    .noRoutes, .unknownRuleset, .unusedRuleset, .unknownTable, .unknownRoute,
  ]

  /// Several sources are one configuration.
  package static func load(sources: [SourceFile], environment: [String: String]) -> LoadResult {
    var diagnostics: [Diagnostic] = []
    var roots: [Node?] = []
    for (index, source) in sources.enumerated() {
      let tree = YAMLTree.parse(source, index: index, environment: environment)
      diagnostics += tree.diagnostics
      roots.append(tree.root)
    }
    let hasErrors = diagnostics.contains { $0.severity == .error }
    var decoder = PlanDecoder(sources: sources)
    let plan = decoder.decode(roots)
    return LoadResult(
      plan: hasErrors ? nil : plan, diagnostics: diagnostics + decoder.diagnostics, sources: sources)
  }
}
