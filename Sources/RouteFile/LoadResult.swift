package import Routing

/// What loading came to: a plan when nothing is wrong, and everything there is to say.
package struct LoadResult: Sendable {
  /// Nothing when there is an error or an input failure; warnings do not stand in the way.
  package var plan: Plan?
  /// By file, then by position.
  package var diagnostics: [Diagnostic]
  /// What the `file` of a span counts through, in the order given.
  package var sources: [SourceFile]
  package var inputFailures: [InputFailure]

  package init(
    plan: Plan? = nil, diagnostics: [Diagnostic] = [], sources: [SourceFile] = [], inputFailures: [InputFailure] = []
  ) {
    self.plan = plan
    self.diagnostics = diagnostics.sorted { $0.span < $1.span }
    self.sources = sources
    self.inputFailures = inputFailures
  }

  package var hasErrors: Bool {
    !inputFailures.isEmpty || diagnostics.contains { $0.severity == .error }
  }
}
