/// One thing that is wrong with a route file, or likely to be, with the place and the way out.
///
/// Texts are lower case, matter of fact, without a full stop; names from the file stand in backquotes.
package struct Diagnostic: Sendable, Equatable {
  package enum Severity: String, Sendable {
    case error
    case warning
  }

  /// Another place that belongs to the story, and what it has to do with it.
  package struct Label: Sendable, Equatable {
    package var span: SourceSpan
    package var text: String

    package init(span: SourceSpan, text: String) {
      self.span = span
      self.text = text
    }
  }

  package var severity: Severity
  package var code: DiagnosticCode
  package var message: String
  package var span: SourceSpan
  /// What stands under the caret: `did you mean …?`
  package var label: String?
  package var secondary: [Label]
  /// Context.
  package var notes: [String]
  /// What to write.
  package var help: [String]

  package init(
    _ severity: Severity, _ code: DiagnosticCode, _ message: String, at span: SourceSpan, label: String? = nil,
    secondary: [Label] = [], notes: [String] = [], help: [String] = []
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.span = span
    self.label = label
    self.secondary = secondary
    self.notes = notes
    self.help = help
  }
}
