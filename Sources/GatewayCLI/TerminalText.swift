/// Bytes for a terminal: what a peer sent must not move a cursor or colour a screen.
enum TerminalText {
  /// Control characters and bytes that are no UTF-8 as escapes, a backslash doubled.
  static func escaped(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { return bytes.map(escaped).joined() }
    return text.unicodeScalars.map(escaped).joined()
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
      scalar.utf8.map(escaped).joined()
    default: scalar == "\\" ? "\\\\" : String(scalar)
    }
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\n"): "\\n"
    case UInt8(ascii: "\r"): "\\r"
    case UInt8(ascii: "\t"): "\\t"
    case UInt8(ascii: "\\"): "\\\\"
    case 0x20...0x7e: String(Unicode.Scalar(byte))
    default: "\\x" + Hex.digits(UInt32(byte), width: 2)
    }
  }
}

extension Unicode.Scalar {
  fileprivate var utf8: [UInt8] { Array(String(self).utf8) }
}
