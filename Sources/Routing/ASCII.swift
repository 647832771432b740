/// The ASCII reading of bytes; what lies above 0x7f is left alone.
enum ASCII {
  static func uppercase(_ bytes: inout MutableSpan<UInt8>) {
    for i in bytes.indices {
      let byte = bytes[i]
      bytes[i] = byte ^ (byte &- UInt8(ascii: "a") < 26 ? 0x20 : 0)
    }
  }

  static func lowercase(_ bytes: inout MutableSpan<UInt8>) {
    for i in bytes.indices {
      let byte = bytes[i]
      bytes[i] = byte ^ (byte &- UInt8(ascii: "A") < 26 ? 0x20 : 0)
    }
  }

  /// The upper-case letter for a lower-case one.
  static func folded(_ byte: UInt8) -> UInt8 { byte ^ (byte &- UInt8(ascii: "a") < 26 ? 0x20 : 0) }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

  /// Space, tab, LF, VT, FF, CR.
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }

  /// The value of a hexadecimal digit of either case.
  static func hexValue(_ byte: UInt8) -> UInt8? {
    if isDigit(byte) { return byte &- UInt8(ascii: "0") }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }

  static func hexDigit(_ nibble: UInt8, upper: Bool) -> UInt8 {
    let digit = nibble & 0x0f
    return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: upper ? "A" : "a") + digit - 10
  }
}
