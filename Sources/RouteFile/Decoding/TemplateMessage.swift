import Routing

/// What is said about a problem of a template.
struct TemplateMessage {
  var code: DiagnosticCode
  var message: String
  var suggestion: String?
  var note: String?
  var help: String?

  /// - Parameter suggests: whether the near names are looked for.
  init(_ kind: Template.Problem.Kind, _ context: TextContext, suggests: Bool) {
    switch kind {
    case .unclosed:
      self.init(.unclosedPlaceholder, "this `<` opens a placeholder that is not closed", help: "`<lt>` writes a `<`")
    case .unknownPlaceholder(let name): self = TemplateMessage.unknownPlaceholder(name, context, suggests)
    case .badByte(let text):
      self.init(.badPlaceholderArgument, "`<\(text)>` is no byte: expected two hexadecimal digits, as in `<0x1b>`")
    case .badPlaceholderArgument(let placeholder, let argument, let why):
      self.init(
        .badPlaceholderArgument, TemplateMessage.sentence(placeholder, argument, why),
        suggestion: TemplateMessage.suggestion(argument, why),
        help: why == .unexpected && TemplateMessage.filters[argument] != nil
          ? "a filter stands behind `|`: write `<\(placeholder)|\(argument)>`"
          : TemplateMessage.placeholders[placeholder].map { "as in `\($0)`" })
    case .patternForm(let name):
      self.init(
        .badPlaceholderArgument, "this belongs to a pattern: in \(context.place) a capture is shown by its name alone",
        help: name.isEmpty ? nil : "write `<\(name)>`")
    case .unknownFilter(let name): self = TemplateMessage.unknownFilter(name, suggests)
    case .badFilterArgument(_, let argument, .unknownTable(let known)):
      self = PatternMessage.unknownTable(argument, known, suggests)
    case .badFilterArgument(let filter, let argument, let why):
      self.init(
        .badFilterArgument, TemplateMessage.sentence(filter, argument, why),
        suggestion: TemplateMessage.suggestion(argument, why),
        help: TemplateMessage.filters[filter].map { "as in `\($0)`" })
    case .constantNotConvertible(let value, let filter):
      self.init(.badFilterArgument, "\(filter.quoted) cannot convert \(value.quoted)")
    case .tooManyParts(let limit):
      self.init(.templateTooLarge, "a template has at most \(limit) placeholders and filters")
    case .tooDeep(let limit):
      self.init(.templateTooLarge, "placeholders stand in one another at most \(limit) deep")
    }
  }

  init(
    _ code: DiagnosticCode, _ message: String, suggestion: String? = nil, note: String? = nil, help: String? = nil
  ) {
    self.code = code
    self.message = message
    self.suggestion = suggestion
    self.note = note
    self.help = help
  }
}

extension TemplateMessage {
  private static let placeholders = Dictionary(
    Template.knownPlaceholders.map { ($0.name, $0.example) }, uniquingKeysWith: { first, _ in first })
  private static let filters = Dictionary(
    Filter.known.map { ($0.name, $0.example) }, uniquingKeysWith: { first, _ in first })

  private static let placeholderNames = Template.knownPlaceholders.map(\.name)
  private static let filterNames = Filter.known.map(\.name)

  private static func unknownPlaceholder(
    _ name: String, _ context: TextContext, _ suggests: Bool
  ) -> TemplateMessage {
    if filters[name] != nil {
      return TemplateMessage(
        .unknownPlaceholder, "\(name.quoted) is a filter, not a placeholder", help: "write `<line|\(name)>`")
    }
    let own = suggests ? context.names.all : []
    return TemplateMessage(
      .unknownPlaceholder, "unknown placeholder \(name.quoted) in \(context.place)",
      suggestion: suggests ? shared(name, context) ?? Suggestion.near(name, in: own + placeholderNames) : nil,
      note: suggests
        ? "known here: \(((own.isEmpty ? [] : [own.listed]) + placeholderNames).joined(separator: ", "))" : nil,
      help: helpWithName(name, context))
  }

  /// The shared variable whose name was written without `shared.`.
  private static func shared(_ name: String, _ context: TextContext) -> String? {
    context.names.shared[name].map { _ in "shared.\(name)" }
  }

  private static func helpWithName(_ name: String, _ context: TextContext) -> String? {
    if let operation = operation(in: name) { return operation }
    if name.contains(" ") { return "`<lt>` writes a `<`" }
    let table = name.prefix { $0 != "." }
    if context.names.tables[String(table)] != nil {
      return "a table is read by a filter, as in `<line|lookup:\(table)>`"
    }
    guard context.captures.give(name) else { return nil }
    return context.isEvent
      ? "\(name.quoted) belongs to a rule: `set` keeps it in a variable"
      : "\(name.quoted) belongs to another rule: its `goto` brings it along, or `set` keeps it in a variable"
  }

  /// `a + b` in place of a name: what computes is a filter.
  private static func operation(in name: String) -> String? {
    let filters: [Character: String] = ["+": "add", "-": "sub", "*": "mul", "%": "mod"]
    let parts = name.split(separator: " ")
    guard parts.count == 3, parts[1].count == 1, let filter = parts[1].first.flatMap({ filters[$0] }) else {
      return nil
    }
    let right = parts[2].allSatisfy { $0.isNumber || $0 == "." } ? String(parts[2]) : "<\(parts[2])>"
    return "filters compute: write `<\(parts[0])|\(filter):\(right)>`"
  }

  private static func unknownFilter(_ name: String, _ suggests: Bool) -> TemplateMessage {
    return TemplateMessage(
      .unknownFilter, name.isEmpty ? "a filter is missing after `|`" : "unknown filter \(name.quoted)",
      suggestion: suggests ? Suggestion.near(name, in: filterNames) : nil,
      note: suggests ? "filters: \(filterNames.joined(separator: ", "))" : nil)
  }

  private static func suggestion(_ argument: String, _ why: Template.ArgumentFault) -> String? {
    guard case .unknownChoice(let words) = why else { return nil }
    return Suggestion.near(argument, in: words)
  }

  static func sentence(_ name: String, _ argument: String, _ why: Template.ArgumentFault) -> String {
    let whose = name.quoted
    return switch why {
    case .missing(let what): "\(whose) needs an argument: \(what)"
    case .unexpected: "\(whose) takes no argument here, found \(argument.quoted)"
    case .empty: "\(whose) needs an argument that is not empty"
    case .tooLong(let limit): "\(whose) takes at most \(limit) bytes here"
    case .notAnInteger: "\(whose) takes a whole number, found \(argument.quoted)"
    case .notANumber: "\(whose) takes a number, found \(argument.quoted)"
    case .outOfRange(let range): "\(whose) takes \(NumberText.describe(range)), found \(argument.quoted)"
    case .unknownChoice(let words):
      "\(whose) takes \(KeyType.choice(words.map(\.quoted))), found \(argument.quoted)"
    case .unknownTable: "there is no table \(argument.quoted)"
    case .notConstant: "\(whose) takes plain text here, found a placeholder"
    case .notARange: "\(whose) takes a range such as `1..6`, found \(argument.quoted)"
    case .reversed: "the range \(argument.quoted) ends before it starts"
    case .zero: "\(whose) cannot take zero"
    case .unknownConversion(let conversion): "\(whose) knows no \(conversion.quoted)"
    }
  }
}
