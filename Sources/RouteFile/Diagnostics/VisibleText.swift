/// Text from a file, fit for a terminal: nothing in it moves the cursor, changes colours or turns the writing round.
enum VisibleText {
  /// Cells that a tab is shown as.
  static let tabWidth = 4

  static func visible(_ text: String) -> String {
    text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F })
      ? text : text.unicodeScalars.map { visible($0) }.joined()
  }

  /// Control characters as their pictures, invisible ones by their numbers, a tab as itself.
  static func visible(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x7F: "\u{2421}"
    case 0..<0x20: picture(scalar.value)
    default: isHidden(scalar) ? number(scalar) : String(Character(scalar))
    }
  }

  /// The cells that the shown form of a character takes: East Asian wide ones two, combining ones none.
  static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x7F { return 1 }
    if isHidden(scalar) { return number(scalar).count }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return isWide(scalar.value) ? 2 : 1
    }
  }

  private static func picture(_ value: UInt32) -> String {
    Unicode.Scalar(0x2400 + value).map { String(Character($0)) } ?? "?"
  }

  private static func number(_ scalar: Unicode.Scalar) -> String {
    "<U+" + String(repeating: "0", count: scalar.value < 0x100 ? 2 : 0)
      + String(scalar.value, radix: 16, uppercase: true) + ">"
  }

  /// C1 controls, line separators, and format characters such as the bidirectional overrides.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: scalar.value > 0x7F
    case .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// The blocks that terminals show in two cells. See Unicode Standard Annex 11, classes W and F.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1_F300...0x1_F64F, 0x1_F680...0x1_F6FF,
      0x1_F900...0x1_FAFF, 0x2_0000...0x3_FFFD:
      true
    default: false
    }
  }
}
