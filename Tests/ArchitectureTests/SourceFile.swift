import Testing

/// One Swift file, seen as lines of code and lines of comment.
struct SourceFile: Sendable, CustomTestStringConvertible {
  /// Relative to the root: `Sources/Framing/Outbox.swift`.
  let path: String
  let text: String

  init(path: String) {
    self.init(path: path, text: (try? Repository.text(path)) ?? "")
  }

  init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  var testDescription: String { path }

  /// The directory under Sources, which is the target.
  var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The lines without their comments. A `//` inside a string ends the line too early, never too late.
  var code: [String] {
    lines.map { line in line.firstRange(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line) }
  }

  /// The modules of the file's import lines, whatever their access level and kind.
  var imports: [String] {
    code.compactMap { line in
      line.firstMatch(
        of: /^\s*(?:@\w+\s+)*(?:\w+\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
      )
      .map { String($0.1) }
    }
  }

  /// Whether any line of code matches.
  func contains(_ pattern: Regex<Substring>) -> Bool { code.contains { $0.contains(pattern) } }
}
