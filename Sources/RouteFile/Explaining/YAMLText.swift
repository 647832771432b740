/// Text as YAML writes it between double quotes.
package enum YAMLText {
  /// A double-quoted scalar of these bytes, which are UTF-8.
  package static func quote(_ bytes: [UInt8]) -> String { "\"\(escape(bytes))\"" }

  /// A key: as it is where no YAML reader takes it for anything but text.
  static func name(_ text: String) -> String {
    let isWord = text.utf8.allSatisfy { byte in
      byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || UInt8.isDigit(byte) || "_-".utf8.contains(byte))
    }
    let isText = text.first?.isLetter == true && !reserved.contains(text.lowercased())
    return isWord && isText ? text : quote(Array(text.utf8))
  }

  /// Words that are booleans or nothing to one reader or another.
  private static let reserved: Set = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]

  /// With backslash escapes for quotes, backslashes and control characters, and `$${` for a literal `${`.
  package static func escape(_ bytes: [UInt8]) -> String {
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar == "{", text.hasSuffix("$") { text += "$" }
      text += escape(scalar)
    }
    return text
  }

  private static func escape(_ scalar: UnicodeScalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\0": return "\\0"
    default: break
    }
    guard
      scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || [0x2028, 0x2029, 0xfeff].contains(scalar.value)
    else { return String(scalar) }
    let digits = String(scalar.value, radix: 16)
    return scalar.value < 0x100
      ? "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      : "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
