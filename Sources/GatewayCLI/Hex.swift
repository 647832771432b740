/// Bytes and their hexadecimal digits.
package enum Hex {
  package static func digits(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Two digits a byte, in lower case.
  package static func text(_ bytes: [UInt8]) -> String { bytes.map { digits(UInt32($0), width: 2) }.joined() }

  /// The bytes that pairs of digits say; blanks between pairs are passed over. Nothing for anything else.
  package static func bytes(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var high: UInt8?
    for character in text {
      if blanks.contains(character) {
        guard high == nil else { return nil }
        continue
      }
      guard let digit = value(character) else { return nil }
      if let first = high { result.append(first << 4 | digit) }
      high = high == nil ? digit : nil
    }
    return high == nil ? result : nil
  }

  private static let blanks = Array(" \t\r\n".utf8)

  private static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
