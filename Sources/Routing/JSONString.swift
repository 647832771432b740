/// The content of a JSON string. See RFC 8259 §7.
enum JSONString {
  /// What stands between the quotes of a well-formed `literal`, without escapes. A surrogate without its
  /// other half becomes U+FFFD.
  static func content(_ literal: ArraySlice<UInt8>) -> [UInt8] {
    var rest = literal.dropFirst().dropLast()
    guard rest.contains(UInt8(ascii: "\\")) else { return Array(rest) }
    var content: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
        content.append(byte)
        continue
      }
      if let simple = simpleEscape(escape) {
        content.append(simple)
      } else {
        content += Array(String(Character(scalar(&rest))).utf8)
      }
    }
    return content
  }

  /// The byte that `\` and this byte stand for; nothing for `u` and what is no escape.
  static func simpleEscape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0c
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// Behind `\u`: four digits, and a second escape where they are a high surrogate.
  private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar {
    let first = unit(rest.prefix(4))
    rest = rest.dropFirst(4)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xdc00, rest.prefix(2).elementsEqual("\\u".utf8) else { return "\u{fffd}" }
    let second = unit(rest.dropFirst(2).prefix(4))
    guard (0xdc00...0xdfff).contains(second) else { return "\u{fffd}" }
    rest = rest.dropFirst(6)
    return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)) ?? "\u{fffd}"
  }

  private static func unit(_ digits: ArraySlice<UInt8>) -> UInt32 {
    digits.reduce(0) { $0 << 4 | UInt32(ASCII.hexValue($1) ?? 0) }
  }
}
