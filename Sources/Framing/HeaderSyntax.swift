/// How the lines of a header block are read: `Name: value`.
///
/// Strict where two readers could differ, which is how requests are smuggled: a name has no blanks and no
/// control bytes, so neither a blank before the separator nor a folded line is a header. See RFC 9112 §5.
final class HeaderSyntax: Sendable {
  let headers: Framing.Headers
  /// The separator without its blanks, as a range of it.
  private let mark: Range<Int>

  init(_ headers: Framing.Headers) {
    self.headers = headers
    let separator = headers.separator
    let first = separator.firstIndex { !Self.isBlank($0) } ?? separator.count
    mark = first..<max(first, (separator.lastIndex { !Self.isBlank($0) } ?? -1) + 1)
  }

  /// The parts of a line; nil where it is no header. Blanks around the value belong to the separator where
  /// the separator is written with blanks, else to the value.
  func parts(of line: Range<Int>, in bytes: Span<UInt8>) -> (name: Range<Int>, value: Range<Int>)? {
    guard let end = separator(in: bytes, line), end > line.lowerBound else { return nil }
    for index in line.lowerBound..<end where bytes[index] <= 0x20 || bytes[index] == 0x7f { return nil }
    let name = line.lowerBound..<end
    let value = end + mark.count..<line.upperBound
    return (name, mark.count < headers.separator.count ? Self.trimmed(value, in: bytes) : value)
  }

  /// Whether a header of that name tells the length of the body.
  func tellsLength(_ name: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    Self.equal(name, headers.length, in: bytes) || headers.aliases.contains { Self.equal(name, $0, in: bytes) }
  }

  /// A decimal number of nothing but digits, blanks around it left out; nil for anything else and for what an
  /// `Int` cannot hold.
  static func number(_ text: Range<Int>, in bytes: Span<UInt8>) -> Int? {
    let text = trimmed(text, in: bytes)
    guard !text.isEmpty else { return nil }
    var value = 0
    for index in text {
      guard let next = LengthField.appending(bytes[index], to: value) else { return nil }
      value = next
    }
    return value
  }

  private func separator(in bytes: Span<UInt8>, _ line: Range<Int>) -> Int? {
    guard let first = mark.first else { return nil }
    var place = line.lowerBound
    while let found = ByteSearch.first(headers.separator[first], in: bytes, place..<line.upperBound) {
      if found + mark.count > line.upperBound { return nil }
      if mark.allSatisfy({ headers.separator[$0] == bytes[found + $0 - first] }) { return found }
      place = found + 1
    }
    return nil
  }
}

extension HeaderSyntax {
  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// See RFC 9110 §5.6.2.
  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  static func trimmed(_ range: Range<Int>, in bytes: Span<UInt8>) -> Range<Int> {
    var (first, end) = (range.lowerBound, range.upperBound)
    while first < end, isBlank(bytes[first]) { first += 1 }
    while first < end, isBlank(bytes[end - 1]) { end -= 1 }
    return first..<end
  }

  /// Equal but for the case of ASCII letters.
  static func equal(_ range: Range<Int>, _ name: [UInt8], in bytes: Span<UInt8>) -> Bool {
    guard range.count == name.count else { return false }
    return name.indices.allSatisfy { lowercase(bytes[range.lowerBound + $0]) == lowercase(name[$0]) }
  }

  /// The line that begins at `start`: its text without its line end (LF or CRLF), and where the next one
  /// begins. The last line of bytes that do not end in one goes to their end.
  static func line(in bytes: Span<UInt8>, from start: Int) -> (text: Range<Int>, next: Int) {
    guard let newline = ByteSearch.first(lineFeed, in: bytes, from: start) else {
      return (start..<bytes.count, bytes.count)
    }
    let hasReturn = newline > start && bytes[newline - 1] == carriageReturn
    return (start..<newline - (hasReturn ? 1 : 0), newline + 1)
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
