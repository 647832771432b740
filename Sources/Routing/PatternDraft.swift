/// The parts of a pattern in the making; neighbouring text becomes one text.
struct PatternDraft {
  private(set) var elements: [Pattern.Element] = []
  private(set) var literals: [UInt8] = []
  private(set) var borders: [Int32] = []
  private(set) var ranges: [NumberRange] = []
  private(set) var words: [WordSet] = []
  private(set) var values: [Template] = []
  private(set) var captures: [String] = []
  let ignoresCase: Bool

  init(ignoresCase: Bool) { self.ignoresCase = ignoresCase }

  mutating func append(_ byte: UInt8) {
    literals.append(ignoresCase ? ASCII.folded(byte) : byte)
    if case .text(var text) = elements.last {
      text.count += 1
      elements[elements.count - 1] = .text(text)
    } else {
      elements.append(.text(.init(offset: literals.count - 1, count: 1)))
    }
  }

  mutating func append(_ value: Template) {
    values.append(value)
    elements.append(.value(values.count - 1))
  }

  mutating func append(_ content: Pattern.Content, slot: Int?) {
    elements.append(.capture(content, slot: slot))
  }

  mutating func add(capture name: String) { captures.append(name) }

  mutating func add(_ range: NumberRange) -> Int {
    ranges.append(range)
    return ranges.count - 1
  }

  mutating func add(_ set: WordSet) -> Int {
    words.append(set)
    return words.count - 1
  }

  /// Computes what searches need to know, once all text is there.
  mutating func finish() {
    borders = []
    for case .text(let text) in elements { borders += TextSearch.borders(of: literals.span.extracting(text.range)) }
  }
}
