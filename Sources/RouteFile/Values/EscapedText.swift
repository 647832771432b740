/// The text of a transcript's line: every byte stands for itself, but `\r \n \t \0 \\ \xNN` for the one they name.
package struct EscapedText {
  package private(set) var bytes: [UInt8] = []
  /// What is no escape, as offsets into the array that the slice belongs to.
  private(set) var faults: [Range<Int>] = []
  /// Whether every backslash begins an escape.
  package var isSound: Bool { faults.isEmpty }
  /// Where each of `bytes` comes from.
  private(set) var origins: [Range<Int>] = []

  /// - Parameter forPattern: whether an escape becomes `<0xNN>`, so that a pattern takes it for the byte alone.
  package init(_ text: ArraySlice<UInt8>, forPattern: Bool = false) {
    var offset = text.startIndex
    while offset < text.endIndex {
      let (byte, length) = EscapedText.byte(text[offset...])
      let range = offset..<min(offset + length, text.endIndex)
      if let byte {
        append(length > 1 && forPattern ? EscapedText.placeholder(byte) : [byte], from: range)
      } else {
        faults.append(range)
      }
      offset = range.upperBound
    }
  }

  private mutating func append(_ new: [UInt8], from range: Range<Int>) {
    bytes += new
    origins += Array(repeating: range, count: new.count)
  }

  /// Where a range of `bytes` comes from; an empty one is a place.
  func origin(of range: Range<Int>, end: Int) -> Range<Int> {
    let start = range.lowerBound < origins.count ? origins[range.lowerBound].lowerBound : end
    guard !range.isEmpty, range.upperBound <= origins.count else { return start..<start }
    return start..<origins[range.upperBound - 1].upperBound
  }

  /// The byte at the head, and how many bytes say it; nothing where a backslash begins no escape.
  private static func byte(_ text: ArraySlice<UInt8>) -> (byte: UInt8?, length: Int) {
    guard let first = text.first, first == UInt8(ascii: "\\") else { return (text.first, 1) }
    switch text.dropFirst().first {
    case UInt8(ascii: "r"): return (13, 2)
    case UInt8(ascii: "n"): return (10, 2)
    case UInt8(ascii: "t"): return (9, 2)
    case UInt8(ascii: "0"): return (0, 2)
    case UInt8(ascii: "\\"): return (first, 2)
    case UInt8(ascii: "x"): return (hexByte(text.dropFirst(2).prefix(2)), 4)
    default: return (nil, 2)
    }
  }

  private static func hexByte(_ digits: ArraySlice<UInt8>) -> UInt8? {
    guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private static func placeholder(_ byte: UInt8) -> [UInt8] { Array("<0x\(hexDigits(byte))>".utf8) }

  private static func hexDigits(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

extension EscapedText {
  /// The text of bytes; reading it gives the bytes again. What is no UTF-8 and control characters are escaped.
  package static func render(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { return bytes.map(escaped).joined() }
    return text.unicodeScalars.map(escaped).joined()
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    if scalar.isASCII { return escaped(UInt8(truncatingIfNeeded: scalar.value)) }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
      return String(scalar).utf8.map(escaped).joined()
    default: return String(scalar)
    }
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case 0: "\\0"
    case 9: "\\t"
    case 10: "\\n"
    case 13: "\\r"
    case UInt8(ascii: "\\"): "\\\\"
    case 0x20...0x7e: String(Unicode.Scalar(byte))
    default: "\\x" + hexDigits(byte)
    }
  }
}
