/// Why a text is not what its key wants; it carries the sentence's parts, not its place in a file.
package struct ValueProblem: Error, Sendable, Equatable {
  package var message: String
  /// What was probably meant, as it would be written.
  package var suggestion: String?
  /// What to do about it, where a suggestion is not enough.
  package var help: String?
  /// The bytes at fault, as offsets into the text; nothing means all of it.
  package var range: Range<Int>?

  package init(_ message: String, suggestion: String? = nil, help: String? = nil, range: Range<Int>? = nil) {
    self.message = message
    self.suggestion = suggestion
    self.help = help
    self.range = range
  }
}

extension String {
  /// The text between backquotes, as messages show what somebody wrote; long texts are cut.
  var quoted: String {
    unicodeScalars.count <= 60 ? "`\(self)`" : "`\(String(unicodeScalars.prefix(57)))...`"
  }

  /// Whether there is at least one character, and only `0` to `9`.
  var isDecimal: Bool { !isEmpty && utf8.allSatisfy(UInt8.isDigit) }
}

extension UInt8 {
  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
