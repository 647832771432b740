/// The module walls as docs/architecture.md states them: the table is the rule, this only reads it.
struct Walls {
  /// What each target may import of this repository and of its dependencies.
  private(set) var allowed: [String: Set<String>] = [:]
  /// What every target may import: modules of the platform.
  private(set) var platform: Set<String> = []

  /// - Parameter page: Markdown whose table rows are `| target | may import | ... |`, with names in backquotes.
  init(page: String) {
    for line in page.split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map(Walls.names)
      guard cells.count >= 3 else { continue }
      if let target = cells[0].first {
        allowed[target] = Set(cells[1])
      } else if line.hasPrefix("| every target") {
        platform = Set(cells[1])
      }
    }
  }

  /// The modules that `file` imports and its target may not.
  func breaches(of file: SourceFile) -> [String] {
    file.imports.filter { !platform.contains($0) && !(allowed[file.target] ?? []).contains($0) }
  }

  private static func names(_ cell: Substring) -> [String] {
    cell.matches(of: /`(\w+)`/).map { String($0.1) }
  }
}
