/// What `gateway explain CODE` says: why this is a problem, a file that has it, and the same file put right.
package struct ExplainPage: Sendable {
  package var title: String
  /// Lines of at most 80 characters.
  package var text: String
  package var wrong: Example
  package var right: Example
  /// The environment that both examples are loaded in.
  package var environment: [String: String]

  /// - Parameter text: one paragraph; its lines are broken here.
  init(title: String, text: String, wrong: Example, right: Example, environment: [String: String] = [:]) {
    self.title = title
    self.text = Self.wrapped(text)
    self.wrong = wrong
    self.right = right
    self.environment = environment
  }

  private static func wrapped(_ text: String) -> String {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, last.count + 1 + word.count <= 80 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension DiagnosticCode {
  /// The page of this code; a test holds that every code has one.
  package var page: ExplainPage? { Self.pages[self] }

  /// By group, each in a file of its own.
  private static let pages = [
    readingPages, structurePages, variablePages, templatePages, patternPages, keyPages, valuePages, testPages,
    configurationPages, rulePages, warningPages, analysisPages, machinePages,
  ].reduce(into: [:]) { pages, group in pages.merge(group) { first, _ in first } }
}
