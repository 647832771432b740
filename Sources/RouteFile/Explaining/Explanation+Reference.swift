import Routing

extension Explanation {
  /// Every key, placeholder and filter as Markdown: a table for each kind of mapping.
  package static func reference() -> String {
    let sections = JSONSchema.sections.map { section in
      "## \(capitalized(section.id))\n\n\(section.summary)\n\n"
        + markdown(["key", "value", "default", ""], section.keys.filter(\.isAvailable).map(row))
    }
    let templates = [
      "## Placeholders\n\n" + markdown(["placeholder", "", "example"], placeholderRows),
      "## Filters\n\n" + markdown(["filter", "", "example"], filterRows),
    ]
    return (sections + templates).joined(separator: "\n")
  }

  private static func row(_ key: Key) -> [String] {
    let standing = key.isRequired ? "required" : key.defaultText.map(code) ?? ""
    return [code(key.name), key.type.expectation, standing, key.summary]
  }

  private static let placeholderRows = Template.knownPlaceholders.map {
    [code("<\($0.name)>"), $0.summary, code($0.example)]
  }

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
