import Routing

/// What is said about a problem of a pattern or a regular expression.
struct PatternMessage {
  let text: TemplateMessage

  init(_ kind: Pattern.Problem.Kind, _ context: TextContext, suggests: Bool) {
    switch kind {
    case .placeholder(let kind): text = TemplateMessage(kind, context, suggests: suggests)
    }
  }
}
