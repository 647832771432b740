/// The inside of a string in double quotes.
///
/// `\n \r \t \0` and `\xNN` are the bytes they name; before any other byte a backslash only takes its meaning
/// away, as in RFC 5322 §3.2.1 and RFC 9051 §9: `\"` and `\\` above all.
enum QuotedText {
  /// The bytes that the inside stands for.
  static func unescaped(_ inside: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(inside.count)
    var place = 0
    while place < inside.count {
      let isEscape = inside[place] == UInt8(ascii: "\\") && place + 1 < inside.count
      if isEscape { place += 1 }
      if isEscape, let byte = hexadecimal(inside, at: place) {
        bytes.append(byte)
        place += 3
      } else {
        bytes.append(isEscape ? named(inside[place]) : inside[place])
        place += 1
      }
    }
    return bytes
  }

  private static func named(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "0"): 0x00
    default: byte
    }
  }

  /// The byte that `xNN` at `place` names.
  private static func hexadecimal(_ inside: Span<UInt8>, at place: Int) -> UInt8? {
    guard inside.count - place >= 3, inside[place] == UInt8(ascii: "x"),
      let high = ASCII.hexValue(inside[place + 1]), let low = ASCII.hexValue(inside[place + 2])
    else { return nil }
    return high << 4 | low
  }
}
