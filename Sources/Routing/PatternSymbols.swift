/// The subjects of a pattern, seen from outside: bytes that stand there for certain, and stretches that do not.
struct PatternSymbols {
  enum Symbol: Equatable {
    /// In upper case where case does not count.
    case byte(UInt8)
    /// An index into the pattern's elements.
    case stretch(Int)
  }

  let pattern: Pattern
  let symbols: [Symbol]

  init(_ pattern: Pattern) {
    self.pattern = pattern
    symbols = pattern.elements.enumerated().flatMap { index, element -> [Symbol] in
      guard case .text(let text) = element else { return [.stretch(index)] }
      return pattern.literals[text.range].map { .byte($0) }
    }
  }

  private static let blanks = (0...UInt8.max).filter(ASCII.isBlank)

  var count: Int { symbols.count }

  /// What the stretch at `place` takes; nothing for a byte, a value, and behind the end.
  func content(at place: Int) -> Pattern.Content? {
    guard place < count, case .stretch(let index) = symbols[place],
      case .capture(let content, _) = pattern.elements[index]
    else { return nil }
    return content
  }

  /// The bytes from `place` up to a stretch or the end.
  func bytes(from place: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for symbol in symbols[min(place, count)...] {
      guard case .byte(let byte) = symbol else { break }
      bytes.append(byte)
    }
    return bytes
  }

  /// Whether these bytes stand at `place` for certain.
  func spells(_ text: [UInt8], at place: Int) -> Bool {
    place >= 0 && place + text.count <= count
      && text.indices.allSatisfy { symbols[place + $0] == .byte(text[$0]) }
  }

  /// Whether these bytes stand at `place` in no subject.
  func excludes(_ text: [UInt8], at place: Int) -> Bool {
    for (offset, byte) in text.enumerated() {
      guard place + offset < count else { return true }
      switch symbols[place + offset] {
      case .byte(let other): if other != byte { return true }
      case .stretch: return leastCount(at: place + offset) > 0 && !mayHold(byte, at: place + offset)
      }
    }
    return false
  }

  /// The least bytes of a symbol.
  func leastCount(at place: Int) -> Int {
    guard place < count, case .stretch = symbols[place] else { return place < count ? 1 : 0 }
    return switch content(at: place) {
    case nil, .rest: 0
    case .quoted: 2
    case .words(let set): pattern.words[set].words.map(\.count).min() ?? 0
    case .bytes(let count), .unsigned(let count, _): count
    default: 1
    }
  }

  /// The least bytes of a stretch of symbols; no more than a handful is ever asked for.
  func hasBytes(_ least: Int, in places: Range<Int>) -> Bool {
    least == 0 || places.contains { leastCount(at: $0) > 0 }
  }

  /// Whether the symbol may hold that byte, which is in upper case where case does not count.
  func mayHold(_ byte: UInt8, at place: Int) -> Bool {
    if case .byte(let other) = symbols[place] { return other == byte }
    return switch content(at: place) {
    case .word: !ASCII.isBlank(byte)
    case .int: ASCII.isDigit(byte) || byte == UInt8(ascii: "-")
    case .num: ASCII.isDigit(byte) || "-.".utf8.contains(byte)
    case .hex: ASCII.hexValue(byte) != nil
    case .alpha: ASCII.isLetter(byte)
    case .words(let set): pattern.words[set].words.contains { $0.contains(byte) }
    case nil, .untyped, .rest, .quoted, .bytes, .unsigned: true
    }
  }

  func hasNoBlanks(_ places: Range<Int>) -> Bool {
    places.allSatisfy { place in !Self.blanks.contains { mayHold($0, at: place) } }
  }
}
