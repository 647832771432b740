import Routing

/// What `gateway explain` prints. Nothing means that there is no such code or key.
package enum Explanation {
  /// A diagnostic code: `GW104`, in either case.
  package static func code(_ text: String) -> String? {
    guard let code = DiagnosticCode(rawValue: text.uppercased()), let page = code.page else { return nil }
    let variables = page.environment.sorted { $0.key < $1.key }.map { "    \($0.key)=\($0.value)" }
    let environment = variables.isEmpty ? "" : "In the environment:\n\n\(variables.joined(separator: "\n"))\n\n"
    return """
      \(code.rawValue): \(page.title)

      \(page.text)

      \(environment)Wrong:

      \(indented(page.wrong.shown))
      Right:

      \(indented(page.right.shown))
      """
  }

  /// A key: `routes.timeouts.idle`, `routes.ack.timeouts.idle` or `idle`.
  package static func key(_ path: String) -> String? {
    guard let reference = KeyTable.reference(path) else { return nil }
    let key = reference.key
    guard key.isAvailable else {
      return "\(reference.path)\n\n  \(key.summary)\n\n  This key is not available in this version.\n"
    }
    var lines = [reference.path, "", "  \(key.summary)", "", "  value     \(key.type.expectation)"]
    if key.isRequired { lines.append("  required") }
    if let text = key.defaultText { lines.append("  default   \(text)") }
    lines += key.examples.map { "  example   \(key.name): \($0)" }
    let words = key.type.words.map { ($0.name, $0.summary) }
    if !words.isEmpty { lines += ["", "  words"] + table(words) }
    for section in key.type.sections { lines += ["", "  keys"] + table(section.entries) }
    if key.type.isTemplate {
      lines += ["", "  placeholders"] + table(placeholders) + ["", "  filters"] + table(filters)
    }
    if key.type.isPattern { lines += ["", "  captures"] + table(plainCaptures + captures) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The one key that was probably meant: one beside it where what comes before its last name is right, or the one that
  /// the rest names where only its first name is wrong.
  package static func nearKey(_ path: String) -> String? {
    let parts = path.split(separator: ".").map(String.init)
    guard let last = parts.last else { return nil }
    let parent = parts.count > 1 ? KeyTable.reference(parts.dropLast().joined(separator: ".")) : nil
    if let parent, let name = Suggestion.near(last, in: parent.key.type.sections.flatMap(\.availableNames)) {
      return "\(parent.path).\(name)"
    }
    if let end = KeyTable.reference(parts.dropFirst().joined(separator: ".")) { return end.path }
    return Suggestion.near(last, in: KeyTable.references.map(\.key.name)).flatMap { KeyTable.reference($0)?.path }
  }

  /// The code that was probably meant; an O may stand where a zero was meant.
  package static func nearCode(_ text: String) -> String? {
    let zeroed = String(text.uppercased().map { $0 == "O" ? "0" : $0 })
    return DiagnosticCode(rawValue: zeroed)?.rawValue
      ?? Suggestion.near(text, in: DiagnosticCode.allCases.map(\.rawValue))
  }

  static let plainCaptures = [
    ("<name>", "one or more bytes, up to where the text behind it stands"), ("<_>", "the same, without a name"),
    ("<name:GET|PUT>", "one of these words"), ("<=name|filters>", "exactly this value"),
  ]
  /// `<name:TYPE>` and what it takes; optional arguments in brackets.
  static let captures = Pattern.knownTypes.map { type in
    ("<name:\(type.name)\(type.arguments.isEmpty ? "" : " \(type.arguments)")>", type.summary)
  }
  /// What the author has named, and the parts that some framings tell of a frame.
  static let namedPlaceholders: [(name: String, summary: String, example: String)] = [
    ("<name>", "a capture, a `let` value or a variable", "hello <user>"),
    ("<shared.NAME>", "a variable that all connections of the route share", "<shared.total>"),
    ("<start>", "the start line of a message with headers", "<start|field:2>"),
    ("<header.NAME>", "the value of a header, its name in any case; empty where there is none", "<header.host>"),
    ("<body>", "the body of a message with headers", "<body|len>"),
    ("<arg.NUMBER>", "an argument of a Redis request, from 0; empty where there is none", "<arg.1>"),
    ("<args>", "all its arguments, joined by one space", "<args>"),
  ]
  static let placeholders =
    namedPlaceholders.map { ($0.name, $0.summary) } + Template.knownPlaceholders.map { ("<\($0.name)>", $0.summary) }
  static let filters = Filter.known.map { filter in
    (filter.name + argument(filter.arguments), filter.summary)
  }

  /// `:WIDTH`, or `[:little]` for one that may be left out.
  private static func argument(_ text: String) -> String {
    if text.isEmpty { return "" }
    return text.hasPrefix("[") ? "[:\(text.dropFirst())" : ":\(text)"
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    \($0)" }
      .joined(separator: "\n")
  }

  /// Names and what they are for, in two columns.
  private static func table(_ rows: [(name: String, summary: String)]) -> [String] {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.map { row in
      "    \(row.name)\(String(repeating: " ", count: width - row.name.count))  \(row.summary)"
    }
  }
}

extension KeyType {
  /// The words that a value may be, at any level.
  var words: [Word] {
    switch self {
    case .words(let words): words
    case .either(let types): types.flatMap(\.words)
    case .oneOrMore(let item), .list(let item), .map(let item): item.words
    default: []
    }
  }

  var isPattern: Bool {
    switch self {
    case .pattern: true
    case .oneOrMore(let item), .map(let item): item.isPattern
    default: false
    }
  }

  var isTemplate: Bool {
    switch self {
    case .template: true
    case .oneOrMore(let item), .map(let item): item.isTemplate
    case .either(let types): types.contains(where: \.isTemplate)
    default: false
    }
  }
}

extension Section {
  /// The keys that there are, and what each is for.
  var entries: [(name: String, summary: String)] {
    keys.filter(\.isAvailable).map { ($0.name, $0.summary) }
  }
}
