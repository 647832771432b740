import Routing

/// What is said about a problem of a pattern or a regular expression.
struct PatternMessage {
  let text: TemplateMessage

  init(_ kind: Pattern.Problem.Kind, _ context: TextContext, suggests: Bool) {
    text =
      switch kind {
      case .unclosed: TemplateMessage(.unclosed, context, suggests: suggests)
      case .placeholder(let kind): TemplateMessage(kind, context, suggests: suggests)
      case .unknownType(let name, let known): PatternMessage.unknownType(name, known, suggests)
      case .badTypeArgument(let type, let argument, let why): PatternMessage.badArgument(type, argument, why)
      case .unknownTable(let name, let known): PatternMessage.unknownTable(name, known, suggests)
      case .adjacent(let first, let second): PatternMessage.adjacent(first, second)
      case .badExpression(let message, let part):
        TemplateMessage(
          .badExpression, "not a regular expression of RE2: \(message)",
          help: part.hasPrefix("(?<") ? "a named group is `(?P<name>…)`" : nil)
      default: PatternMessage.capture(kind)
      }
  }

  private static func capture(_ kind: Pattern.Problem.Kind) -> TemplateMessage {
    switch kind {
    case .badName(""): TemplateMessage(.badCapture, "a name is missing here")
    case .badName(Names.escape): TemplateMessage(.badCapture, "`lt` cannot name a capture: `<lt>` writes a `<`")
    case .badName(let name):
      TemplateMessage(.badCapture, "\(name.quoted) cannot name a capture: expected letters, digits and `_`")
    case .valueNotCapture(let name):
      TemplateMessage(
        .badCapture, "\(name.quoted) is known already and cannot be captured",
        help: "`<=\(name)>` matches the bytes it stands for")
    case .duplicateCapture(let name): TemplateMessage(.badCapture, "\(name.quoted) is captured twice in this pattern")
    case .emptyChoice: TemplateMessage(.badCapture, "a word is missing beside `|` in this choice")
    case .filterOnCapture(let name):
      TemplateMessage(
        .badCapture, "a capture takes no filters: it is what the peer wrote",
        help: "write the filter where \(name.quoted) is used")
    case .valueOfItself(let name):
      TemplateMessage(.badCapture, "this value needs \(name.quoted), which ends only where the value stands")
    default: TemplateMessage(.badCapture, "this cannot be captured")
    }
  }

  private static func unknownType(_ name: String, _ known: [String], _ suggests: Bool) -> TemplateMessage {
    TemplateMessage(
      .unknownType, name.isEmpty ? "a type is missing after `:`" : "unknown type \(name.quoted) of a capture",
      suggestion: suggests ? otherNames[name.lowercased()] ?? Suggestion.near(name, in: known) : nil,
      note: suggests ? "types: \(known.joined(separator: ", ")); or a choice such as `GET|PUT`" : nil)
  }

  /// What types are called elsewhere.
  private static let otherNames = [
    "integer": "int", "number": "num", "float": "num", "double": "num", "decimal": "num", "string": "rest",
    "str": "rest", "text": "rest", "any": "rest", "letters": "alpha", "byte": "u8",
  ]

  private static func badArgument(
    _ type: String, _ argument: String, _ why: Template.ArgumentFault
  ) -> TemplateMessage {
    TemplateMessage(
      .badTypeArgument, TemplateMessage.sentence(type, argument, why),
      help: Pattern.knownTypes.first { $0.name == type }.map { "as in `\($0.example)`" })
  }

  static func unknownTable(_ name: String, _ known: [String], _ suggests: Bool) -> TemplateMessage {
    TemplateMessage(
      .unknownTable, "there is no table \(name.quoted)",
      suggestion: suggests ? Suggestion.near(name, in: known) : nil,
      note: suggests ? known.isEmpty ? "`tables` holds none" : "tables: \(known.listed)" : nil)
  }

  private static func adjacent(_ first: String?, _ second: String?) -> TemplateMessage {
    let why =
      first == "word"
      ? "a `word` ends at a blank, which \((second ?? "this").quoted) cannot begin with"
      : "nothing tells where the placeholder before it ends"
    return TemplateMessage(
      .adjacentPlaceholders, "text is missing before this placeholder: \(why)",
      help: first == nil ? "or give the one before a type, such as `word` or `int`" : nil)
  }
}
