extension Filter {
  /// What the route language says about a filter: the one source of the compiler and the reference.
  package struct Definition: Sendable {
    package let name: Name
    /// Another spelling that is accepted.
    package var alias: String?
    /// The first `required` must be there. Arguments are separated by commas; the last takes the rest.
    package var parameters: [Parameter] = []
    package var required = 0
    /// As the reference shows them: `START,END`; optional ones in brackets.
    package var arguments = ""
    package let summary: String
    package let example: String
  }

  /// Every filter of the language, for the reference and for suggestions.
  package static let known: [(name: String, arguments: String, summary: String, example: String)] =
    definitions.map { ($0.name.rawValue, $0.arguments, $0.summary, $0.example) }

  /// The definition of `name` or of its accepted spelling.
  static func definition(named name: String) -> Definition? { byName[name] }

  private static let byName: [String: Definition] = {
    var table: [String: Definition] = [:]
    for definition in definitions {
      table[definition.name.rawValue] = definition
      if let alias = definition.alias { table[alias] = definition }
    }
    return table
  }()

  package static let definitions: [Definition] = text
  private static let text: [Definition] = [
    .init(
      name: .upper, alias: "uppercase", summary: "ASCII letters in upper case; other bytes stay",
      example: "<line|upper>"),
    .init(
      name: .lower, alias: "lowercase", summary: "ASCII letters in lower case; other bytes stay",
      example: "<line|lower>"),
  ]
}
