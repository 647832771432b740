/// Lines of block style YAML, two blanks a level.
struct YAMLWriter {
  private(set) var text = ""
  private var depth = 0

  mutating func line(_ line: String) {
    text += String(repeating: "  ", count: depth) + line + "\n"
  }

  mutating func key(_ name: String, _ value: String) { line("\(name): \(value)") }

  mutating func mapping(_ name: String, _ body: (inout YAMLWriter) -> Void) {
    line("\(name):")
    depth += 1
    body(&self)
    depth -= 1
  }

  /// One item of a list, which is a mapping.
  mutating func item(_ entries: [(String, String)]) {
    for (index, entry) in entries.enumerated() { line("\(index == 0 ? "- " : "  ")\(entry.0): \(entry.1)") }
  }

  static func flow(_ entries: [(String, String)]) -> String {
    entries.isEmpty ? "{}" : "{ " + entries.map { "\($0.0): \($0.1)" }.joined(separator: ", ") + " }"
  }

  static func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }
}
