import RouteFile
import Testing

/// A route file whose wrong place stands between `⟦` and `⟧`.
struct MarkedText {
  var text = ""
  /// Nothing where there are no marks.
  var span: SourceSpan?

  init(_ marked: String) {
    var line = 1
    var column = 1
    var start: (line: Int, column: Int)?
    for scalar in marked.unicodeScalars {
      switch scalar {
      case "⟦": start = (line, column)
      case "⟧":
        span = start.map {
          SourceSpan(file: 0, startLine: $0.line, startColumn: $0.column, endLine: line, endColumn: column)
        }
      default:
        text.unicodeScalars.append(scalar)
        (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
      }
    }
  }

  /// A file with one route of these lines; what they leave out of `listen` and `reply` is added behind them.
  init(route lines: String) {
    var body = lines
    let keys = lines.split(separator: "\n").map { $0.split(separator: ":").first.map(String.init) ?? "" }
    if !keys.contains(where: { $0.contains("listen") }) { body += "\nlisten: 127.0.0.1:7000" }
    if !keys.contains(where: { $0.contains("reply") || ["rules", "states"].contains($0) }) { body += "\nreply: ok" }
    let indented = body.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
    self.init("routes:\n  r:\n" + indented.joined(separator: "\n") + "\n")
  }

  func load(environment: [String: String] = [:]) -> LoadResult {
    RouteFileLoader.load(sources: [SourceFile(name: "routes.yaml", text: text)], environment: environment)
  }
}

/// A snippet with a marked place, and what is to be said about it.
struct WrongCase: Sendable, CustomTestStringConvertible {
  var snippet: String
  var code: DiagnosticCode
  /// The name in `did you mean …?`.
  var suggestion: String?
  /// Parts of the message, its notes and its help that must occur.
  var says: [String]

  init(_ snippet: String, _ code: DiagnosticCode, suggests suggestion: String? = nil, says: String...) {
    self.snippet = snippet
    self.code = code
    self.suggestion = suggestion
    self.says = says
  }

  var testDescription: String { snippet }

  /// Holds that this one thing is said, at this place and no other.
  func check(_ marked: MarkedText, environment: [String: String] = [:]) throws {
    let result = marked.load(environment: environment)
    let only = try #require(result.diagnostics.first)
    #expect(result.diagnostics.map(\.code) == [code], "\(result.diagnostics.map(\.message))")
    #expect(only.span == marked.span, "\(only.message)")
    #expect(only.label == suggestion.map { "did you mean `\($0)`?" }, "\(only.message)")
    let story = ([only.message] + only.notes + only.help).joined(separator: "\n")
    for part in says { #expect(story.contains(part), "\(story)") }
    #expect((result.plan == nil) == (only.severity == .error))
  }
}
