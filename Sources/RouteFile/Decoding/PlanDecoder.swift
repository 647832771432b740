import Framing
import Routing

/// Positioned trees to a plan, or to everything that is wrong with them.
///
/// It never stops at the first problem: whatever cannot be read is reported and stands as its default, so that what
/// follows is looked at too. A plan comes out only when there was no error.
struct PlanDecoder {
  let sources: [SourceFile]
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var errorCount = 0
  var defaults = Defaults()
  /// Constant maps, by name.
  var tables: [String: Table] = [:]
  /// Those of the whole configuration, by name.
  var rulesets: Rulesets = [:]
  /// Where the rule sets are named that some `use` names.
  var usedRulesets: Set<SourceSpan> = []
  /// What was said already: a rule set is compiled for each route that uses it, and said about once.
  private var said: Set<Remark> = []
  /// Where listeners stand, for checks between routes.
  var spans: [Place: SourceSpan] = [:]

  /// Whether there is so much wrong already that nobody looks for a suggestion, which costs more than all the rest.
  var isHopeless: Bool { errorCount >= 100 }

  init(sources: [SourceFile]) { self.sources = sources }

  private struct Remark: Hashable {
    var code: DiagnosticCode
    var span: SourceSpan
    var message: String
  }

  /// What every route has that does not say otherwise.
  struct Defaults {
    var framing = Framing.Kind.line(reply: .lf).framing
    var limits = Limits()
    var timeouts = Timeouts()
  }
}

extension PlanDecoder {
  mutating func report(
    _ code: DiagnosticCode, _ message: String, at span: SourceSpan, label: String? = nil,
    secondary: [Diagnostic.Label] = [], notes: [String] = [], help: [String] = []
  ) {
    errorCount += 1
    guard errorCount <= LoaderLimits.diagnostics, isNew(code, message, span) else { return }
    diagnostics.append(
      Diagnostic(
        .error, code, message, at: span, label: label, secondary: secondary, notes: notes, help: help))
  }

  mutating func warn(
    _ code: DiagnosticCode, _ message: String, at span: SourceSpan, label: String? = nil,
    secondary: [Diagnostic.Label] = [], notes: [String] = [], help: [String] = []
  ) {
    guard isNew(code, message, span) else { return }
    diagnostics.append(
      Diagnostic(
        .warning, code, message, at: span, label: label, secondary: secondary, notes: notes, help: help))
  }

  private mutating func isNew(_ code: DiagnosticCode, _ message: String, _ span: SourceSpan) -> Bool {
    said.insert(Remark(code: code, span: span, message: message)).inserted
  }

  /// `routes.yaml:3:13`: messages about two places name the other one, since not every format shows labels.
  func locate(_ span: SourceSpan) -> String {
    let file = span.file < sources.count ? sources[span.file].name : ""
    return Place(file: file, line: span.startLine, column: span.startColumn).description
  }

  func didYouMean(_ name: String?) -> String? { name.map { "did you mean \($0.quoted)?" } }
}
