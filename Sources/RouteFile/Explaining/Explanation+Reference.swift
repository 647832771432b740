import Routing

extension Explanation {
  /// Every key, placeholder, filter and code as Markdown: a table for each kind of mapping.
  package static func reference() -> String {
    let sections = JSONSchema.sections.map { section in
      let keys = section.keys.filter(\.isAvailable)
      return "## \(capitalized(section.id))\n\n\(section.summary)\n\n"
        + markdown(["key", "value", "default", ""], keys.map(row)) + words(of: keys)
    }
    let tables = [
      "## Placeholders\n\n" + markdown(["placeholder", "", "example"], placeholderRows),
      "## Filters\n\n" + markdown(["filter", "", "example"], filterRows),
      "## Captures\n\nWhat stands in a pattern.\n\n" + markdown(["capture", ""], captureRows),
      "## Codes\n\nOf errors and warnings; `gateway explain CODE` has the long text, with a wrong and a right file.\n\n"
        + markdown(["code", ""], codeRows),
    ]
    return ([introduction] + sections + tables).joined(separator: "\n")
  }

  private static let introduction = """
    # Reference

    Every key of a route file with its default, every placeholder, filter and code. This page is written by
    `make reference` from the tables that the program itself reads; [the route file](routes.md) explains how they go
    together, and [the tutorial](tutorial.md) begins at the beginning.

    """

  private static let codeRows = DiagnosticCode.allCases.compactMap { code in
    code.page.map { ["`\(code.rawValue)`", $0.title] }
  }

  private static func row(_ key: Key) -> [String] {
    let standing = key.isRequired ? "required" : key.defaultText.map(code) ?? ""
    let examples = key.examples.map { code("\(key.name): \($0)") }.joined(separator: ", ")
    let example = examples.isEmpty ? "" : " For example \(examples)."
    return [code(key.name), linked(key.type), standing, key.summary + example]
  }

  /// What a value may be; kinds of mappings lead to their tables.
  private static func linked(_ type: KeyType) -> String {
    type.sections.reduce(type.expectation) { text, section in
      text.replacing("a mapping (\(section.title))", with: "[\(section.title)](#\(section.id))")
        .replacing("each to \(section.title)", with: "each to [\(section.title)](#\(section.id))")
    }
  }

  /// What the words of a closed set mean, for the keys that have one.
  private static func words(of keys: [Key]) -> String {
    keys.map { key in
      // The words of a key that takes a mapping as well are the keys of that mapping.
      guard key.type.sections.isEmpty else { return "" }
      let rows = key.type.words.map { [code($0.name), $0.summary] }
      return rows.isEmpty ? "" : "\n\(code(key.name)) is one of:\n\n" + markdown(["word", ""], rows)
    }.joined()
  }

  private static let captureRows = (plainCaptures + captures).map { [code($0.0), $0.1] }

  private static let placeholderRows =
    namedPlaceholders.map { [code($0.name), $0.summary, code($0.example)] }
    + Template.knownPlaceholders.map { [code("<\($0.name)>"), $0.summary, code($0.example)] }

  private static let filterRows = zip(filters, Filter.known).map { filter, known in
    [code(filter.0), known.summary, code(known.example)]
  }

  private static func markdown(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header, header.map { _ in "---" }] + rows
    return lines.map { "| " + $0.map(cell).joined(separator: " | ") + " |\n" }.joined()
  }

  private static func code(_ text: String) -> String { "`\(text)`" }

  /// A bar would end the cell.
  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst().map { $0 == "-" ? " " : $0 }
  }
}
