/// What `gateway explain CODE` says: why this is a problem, a file that has it, and the same file put right.
package struct ExplainPage: Sendable {
  /// A file, as it is shown and as it is loaded. They differ where the problem cannot be shown, such as its size.
  package struct Example: Sendable, ExpressibleByStringLiteral {
    package var shown: String
    package var bytes: [UInt8]
    /// Files that are loaded after it, where the problem takes more than one.
    package var beside: [SourceFile] = []

    package init(stringLiteral text: String) {
      self.init(shown: text, bytes: [UInt8](text.utf8))
    }

    package init(shown: String, bytes: [UInt8]) {
      self.shown = shown
      self.bytes = bytes
    }
  }

  package var title: String
  package var text: String
  package var wrong: Example
  package var right: Example
  /// The environment that both examples are loaded in.
  package var environment: [String: String]

  package init(
    title: String, text: String, wrong: Example, right: Example, environment: [String: String] = [:]
  ) {
    self.title = title
    self.text = text
    self.wrong = wrong
    self.right = right
    self.environment = environment
  }
}

extension DiagnosticCode {
  /// The page of this code; a test holds that every code has one.
  package var page: ExplainPage? { Self.pages[self] }

  /// By group, each in a file of its own.
  private static let pages = [readingPages, templatePages, keyPages, valuePages, configurationPages, warningPages]
    .reduce(into: [:]) { pages, group in pages.merge(group) { first, _ in first } }
}
