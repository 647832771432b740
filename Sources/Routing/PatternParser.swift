/// Reads a pattern's text once, from left to right.
///
/// What opens a placeholder is as in a template, and so is a placeholder without a name of its own: `<lt>`,
/// `<0x1b>`, `<0|u32>`, `<=name|filters>`. A capture is a name, and perhaps `:` with a type. It closes at its
/// first `>`, and neither a newline nor another `<` stands inside.
struct PatternParser {
  let text: [UInt8]
  private(set) var names: Names
  private(set) var draft: PatternDraft
  private(set) var problems: [Pattern.Problem] = []
  private let notation: TemplateParser
  private var position = 0
  private var captured: Set<String> = []
  /// The placeholder directly before, where its end is sought by what follows.
  private var searched: Capture?

  /// A capture in the making.
  struct Capture {
    /// Where its name stands.
    let name: Range<Int>
    /// From its `<` to behind its `>`.
    let whole: Range<Int>
    /// Nothing for `<_>`, and where the name has a problem.
    let slot: Int?
    /// As written; nothing for an untyped one.
    var type: String?
  }

  init(_ text: [UInt8], ignoreCase: Bool, names: Names) {
    self.text = text
    self.names = names
    draft = PatternDraft(ignoresCase: ignoreCase)
    notation = TemplateParser(text, newline: .verbatim, names: Names())
  }

  mutating func parse() {
    while position < text.count {
      if notation.opensPlaceholder(at: position) {
        placeholder()
      } else {
        append(text[position])
        position += 1
      }
    }
    draft.finish()
  }

  mutating func report(_ kind: Pattern.Problem.Kind, at range: Range<Int>) {
    problems.append(.init(kind, at: range))
  }

  func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

  var ignoresCase: Bool { draft.ignoresCase }

  private mutating func append(_ byte: UInt8) {
    searched = nil
    draft.append(byte)
  }

  private mutating func placeholder() {
    let open = position
    switch text[open + 1] {
    case UInt8(ascii: "="): return equalValue(open)
    case let next where ASCII.isLetter(next) || next == UInt8(ascii: "_"): break
    default: return value(open, marker: 1)
    }
    guard let name = word(from: open + 1), let close = close(from: name.upperBound) else {
      report(.unclosed, at: open..<open + 1)
      return
    }
    position = close + 1
    if name.upperBound == close, string(name) == Names.escape {
      append(UInt8(ascii: "<"))
    } else {
      capture(name, open..<close + 1)
    }
  }

  /// The bytes up to `:`, `|` or `>`; nothing, and reading goes on there, where a newline or a `<` comes first.
  private mutating func word(from start: Int) -> Range<Int>? {
    stop(from: start) { ":|>".utf8.contains($0) }.map { start..<$0 }
  }

  private mutating func close(from start: Int) -> Int? { stop(from: start) { $0 == UInt8(ascii: ">") } }

  private mutating func stop(from start: Int, where ends: (UInt8) -> Bool) -> Int? {
    position = start
    while position < text.count, text[position] != UInt8(ascii: "<"), text[position] != 0x0a {
      if ends(text[position]) { return position }
      position += 1
    }
    return nil
  }
}

// MARK: - Values

extension PatternParser {
  /// `<=name|filters>`
  private mutating func equalValue(_ open: Int) {
    guard open + 2 < text.count, ":|>".utf8.contains(text[open + 2]) else { return value(open, marker: 2) }
    report(.badName(""), at: open..<open + 2)
    if let close = close(from: open + 2) { position = close + 1 }
  }

  /// What stands for bytes by itself, with `marker` bytes before its name.
  private mutating func value(_ open: Int, marker: Int) {
    var parser = TemplateParser(text, newline: .verbatim, names: names)
    let (part, end) = parser.single(at: open, marker: marker)
    position = max(end, open + 1)
    for problem in parser.problems {
      report(problem.kind == .unclosed ? .unclosed : .placeholder(problem.kind), at: problem.range)
    }
    guard let part else { return }
    if case .text(let bytes) = part {
      for byte in bytes { append(byte) }
    } else {
      append(Template(parts: [part]), open..<end)
    }
  }

  private mutating func append(_ value: Template, _ range: Range<Int>) {
    if let searched, let slot = searched.slot, value.uses(slot) {
      report(.valueOfItself(string(searched.name)), at: range)
    }
    searched = nil
    draft.append(value)
  }
}

// MARK: - Captures

extension PatternParser {
  private mutating func capture(_ name: Range<Int>, _ whole: Range<Int>) {
    var capture = Capture(name: name, whole: whole, slot: declare(name))
    let inside = name.upperBound..<whole.upperBound - 1
    guard let mark = text[inside].first else { return append(.untyped, capture) }
    guard mark == UInt8(ascii: ":") else {
      searched = nil
      return report(.filterOnCapture(string(name)), at: inside)
    }
    guard let content = content(inside.dropFirst(), of: &capture) else {
      searched = nil
      return
    }
    append(content, capture)
  }

  private mutating func append(_ content: Pattern.Content, _ capture: Capture) {
    if let searched, !(searched.type == CaptureType.word.rawValue && content.canBeginBlank) {
      report(.adjacent(first: searched.type, second: capture.type), at: capture.whole)
    }
    draft.append(content, slot: capture.slot)
    searched = content.isSearched ? capture : nil
  }

  private mutating func declare(_ range: Range<Int>) -> Int? {
    let name = string(range)
    guard name != "_" else { return nil }
    guard text[range].allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }) else {
      let isKnown = names.value(named: name) != nil || Placeholder.named(name) != nil
      report(isKnown ? .valueNotCapture(name) : .badName(name), at: range)
      return nil
    }
    guard name != Names.escape else {
      report(.badName(name), at: range)
      return nil
    }
    guard captured.insert(name).inserted else {
      report(.duplicateCapture(name), at: range)
      return nil
    }
    draft.add(capture: name)
    return names.declare(name)
  }

  mutating func add(_ range: NumberRange) -> Int { draft.add(range) }

  mutating func add(_ set: WordSet) -> Int { draft.add(set) }
}

extension Pattern.Content {
  /// Whether it can stand directly behind a `word`, which ends at a blank or at the end of the subject.
  fileprivate var canBeginBlank: Bool {
    switch self {
    case .untyped, .rest, .bytes, .unsigned: true
    default: false
    }
  }
}
