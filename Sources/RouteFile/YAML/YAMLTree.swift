/// A route file's text to a tree with a position on everything.
package enum YAMLTree {
  /// Everything wrong is reported; the tree is there when the file is YAML within the limits, even where single values
  /// were wrong, so that its reader can find the rest.
  /// - Parameters:
  ///   - index: the file's index, for the spans.
  ///   - environment: what `${NAME}` is looked up in.
  package static func parse(
    _ source: SourceFile, index: Int, environment: [String: String]
  ) -> (root: Node?, diagnostics: [Diagnostic]) {
    if let problem = SourceCheck(source: source, file: index).problem() { return (nil, [problem]) }
    var builder = TreeBuilder(source: source, file: index, environment: environment)
    let root = builder.build()
    return (root, builder.diagnostics)
  }
}
