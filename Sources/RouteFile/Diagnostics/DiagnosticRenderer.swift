/// Puts what a load found into text, in one of the forms of `gateway validate --format`.
package struct DiagnosticRenderer: Sendable {
  package enum Format: String, Sendable, CaseIterable {
    /// With the line and a caret, for people.
    case pretty
    /// `file:line:column: error: message [code]`, for editors and grep.
    case short
    /// One array of objects.
    case json
    /// Workflow commands, which become annotations of a change.
    case github
  }

  /// Problems shown of one file; the rest is counted. JSON has all.
  package static let shownPerFile = 20

  private let format: Format
  private let colour: Bool

  /// - Parameter colour: whether `pretty` may use terminal colours.
  package init(format: Format, colour: Bool = false) {
    self.format = format
    self.colour = colour
  }

  /// Everything there is to say, or nothing; ends in a line end unless it is empty.
  package func render(_ result: LoadResult) -> String {
    switch format {
    case .pretty: PrettyRenderer(sources: result.sources, colour: colour).render(result)
    case .short: ShortRenderer(sources: result.sources).render(result)
    case .json: JSONRenderer(sources: result.sources).render(result)
    case .github: GitHubRenderer(sources: result.sources).render(result)
    }
  }
}

/// What the forms for reading have in common: the order, and how much is shown.
protocol LimitedRenderer {
  func render(_ failure: InputFailure) -> String
  func render(_ diagnostic: Diagnostic) -> String
  /// The line that stands for what is left out of a file.
  func render(leftOut count: Int, file: String) -> String
  var sources: [SourceFile] { get }
}

extension LimitedRenderer {
  func render(_ result: LoadResult) -> String {
    var text = result.inputFailures.map { render($0) }.joined()
    for (file, source) in sources.enumerated() {
      let found = result.diagnostics.filter { $0.span.file == file }
      text += found.prefix(DiagnosticRenderer.shownPerFile).map { render($0) }.joined()
      let leftOut = found.count - DiagnosticRenderer.shownPerFile
      if leftOut > 0 { text += render(leftOut: leftOut, file: VisibleText.visible(source.name)) }
    }
    return text
  }

  /// The name of a span's file, fit to be shown.
  func name(of span: SourceSpan) -> String {
    sources.indices.contains(span.file) ? VisibleText.visible(sources[span.file].name) : "?"
  }
}
