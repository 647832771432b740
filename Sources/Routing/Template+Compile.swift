extension Template {
  /// Placeholders and filters of one template, those in arguments included.
  package static let maximumParts = 10_000
  /// Placeholders within arguments of placeholders.
  package static let maximumDepth = 8

  /// Compiles what a route file says. Reads on after a problem, so that all are reported at once.
  ///
  /// - Returns: a template, or at least one problem, in the order of the text.
  package static func compile(
    _ text: [UInt8], newline: NewlinePolicy, names: Names = Names()
  ) -> (template: Template?, problems: [Problem]) {
    var parser = TemplateParser(text, newline: newline, names: names)
    let parts = parser.parse()
    guard parser.problems.isEmpty else {
      return (nil, parser.problems.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }
    return (Template(parts: parts, text: text), [])
  }
}

extension Template {
  /// Whether it shows what that slot is bound to, in an argument of a filter or by itself.
  package func uses(_ slot: Int) -> Bool {
    parts.contains { part in
      guard case .value(let value, let filters) = part else { return false }
      return value == .slot(slot) || filters.contains { $0.uses(slot) }
    }
  }
}

extension Filter {
  fileprivate func uses(_ slot: Int) -> Bool {
    arguments.contains { if case .rendered(let template, _) = $0 { template.uses(slot) } else { false } }
  }
}

/// Parts in the making; neighbouring text becomes one part.
struct TemplateParts {
  private(set) var parts: [Template.Part] = []
  private var text: [UInt8] = []

  mutating func append(_ byte: UInt8) { text.append(byte) }

  mutating func append(_ part: Template.Part) {
    if case .text(let more) = part {
      text += more
    } else {
      flush()
      parts.append(part)
    }
  }

  mutating func append(_ other: [Template.Part]) {
    for part in other { append(part) }
  }

  mutating func finish() -> [Template.Part] {
    flush()
    return parts
  }

  private mutating func flush() {
    guard !text.isEmpty else { return }
    parts.append(.text(text))
    text.removeAll(keepingCapacity: true)
  }
}
