extension Substituter.Problem {
  func diagnostic(at span: SourceSpan) -> Diagnostic {
    switch self {
    case .unset(let name):
      Diagnostic(
        .error, .unsetVariable, "environment variable `\(name)` is not set", at: span,
        help: ["set it, or give a default: `${\(name):-…}`"])
    case .unclosed:
      Diagnostic(
        .error, .badSubstitution, "`${` without a closing `}`", at: span,
        help: ["the two characters themselves are written `$${`"])
    case .malformed:
      Diagnostic(
        .error, .badSubstitution, "only `${NAME}` and `${NAME:-default}` are filled in", at: span,
        help: ["the two characters themselves are written `$${`"])
    case .tooLarge:
      Diagnostic(
        .error, .substitutionTooLarge,
        "environment variables bring in more than \(LoaderLimits.substitutedBytes) bytes", at: span)
    }
  }
}
