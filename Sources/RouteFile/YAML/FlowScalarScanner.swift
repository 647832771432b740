/// Reads a plain or quoted scalar again, from inside its quotes, the way libyaml's `yaml_parser_scan_flow_scalar` and
/// `yaml_parser_scan_plain_scalar` do: blanks around a line end go, one line end becomes a space, each further one stays.
struct FlowScalarScanner {
  private let style: Scalar.Style
  private let text: ArraySlice<UInt8>
  private var offset: Int
  private var output = DecodedText()

  /// - Returns: nothing for what is not such a scalar after all.
  static func read(_ text: ArraySlice<UInt8>, _ style: Scalar.Style) -> DecodedText? {
    var scanner = FlowScalarScanner(style: style, text: text)
    return scanner.scan()
  }

  private init(style: Scalar.Style, text: ArraySlice<UInt8>) {
    self.style = style
    self.text = text
    offset = text.startIndex
  }

  private mutating func scan() -> DecodedText? {
    while offset < text.endIndex {
      switch text[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        blanks(start: offset, isJoined: false)
      case UInt8(ascii: "'") where style == .singleQuoted:
        output.append(UInt8(ascii: "'"), from: offset..<offset + 2)
        offset += 2
      case UInt8(ascii: "\\") where style == .doubleQuoted:
        guard escape() else { return nil }
      default:
        output.append(text[offset], from: offset..<offset + 1)
        offset += 1
      }
    }
    return output
  }

  /// A run of blanks and line ends; `isJoined` after an escaped line end, which leaves no space.
  private mutating func blanks(start: Int, isJoined: Bool) {
    var breaks = isJoined ? 1 : 0
    while offset < text.endIndex, Self.isBlankOrBreak(text[offset]) {
      if let end = LineEnd.end(of: text, at: offset) {
        breaks += 1
        offset = end
      } else {
        offset += 1
      }
    }
    let origin = start..<offset
    switch breaks {
    case 0: output.append(verbatim: text[origin])
    case 1: if !isJoined { output.append(UInt8(ascii: " "), from: origin) }
    default: output.append(repeatElement(UInt8(ascii: "\n"), count: breaks - 1), from: origin)
    }
  }

  private static func isBlankOrBreak(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || LineEnd.isPart(byte)
  }
}

// Escapes. See YAML 1.2.2 §5.7.
extension FlowScalarScanner {
  private mutating func escape() -> Bool {
    let start = offset
    guard offset + 1 < text.endIndex else { return false }
    let letter = text[offset + 1]
    if let end = LineEnd.end(of: text, at: offset + 1) {
      offset = end
      blanks(start: start, isJoined: true)
      return true
    }
    offset += 2
    let value = Self.digits(letter).map { hexadecimal(digits: $0) } ?? Self.named(letter)
    guard let value, let scalar = Unicode.Scalar(value) else { return false }
    output.append(String(Character(scalar)).utf8, from: start..<offset)
    return true
  }

  private static func digits(_ letter: UInt8) -> Int? {
    switch letter {
    case UInt8(ascii: "x"): 2
    case UInt8(ascii: "u"): 4
    case UInt8(ascii: "U"): 8
    default: nil
    }
  }

  private mutating func hexadecimal(digits: Int) -> UInt32? {
    guard offset + digits <= text.endIndex else { return nil }
    defer { offset += digits }
    return UInt32(String(decoding: text[offset..<offset + digits], as: UTF8.self), radix: 16)
  }

  private static func named(_ letter: UInt8) -> UInt32? {
    let named: [(Unicode.Scalar, UInt32)] = [
      ("0", 0), ("a", 7), ("b", 8), ("t", 9), ("\t", 9), ("n", 10), ("v", 11), ("f", 12), ("r", 13), ("e", 0x1B),
      (" ", 0x20), ("\"", 0x22), ("/", 0x2F), ("\\", 0x5C), ("N", 0x85), ("_", 0xA0), ("L", 0x2028), ("P", 0x2029),
    ]
    return named.first { UInt8(ascii: $0.0) == letter }?.1
  }
}

/// LF, CRLF and CR.
enum LineEnd {
  static func isPart(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// Where the line end at an offset ends, if one is there.
  static func end(of text: ArraySlice<UInt8>, at offset: Int) -> Int? {
    guard offset < text.endIndex, isPart(text[offset]) else { return nil }
    let isPair = text[offset...].starts(with: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
    return offset + (isPair ? 2 : 1)
  }
}
