import RouteFile
import Testing

struct SourceCheckTests {
  static func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
    let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
    return units.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  @Test(arguments: [
    ([], DiagnosticCode.emptyFile, "the file is empty"),
    (Array(" \n\n".utf8), .emptyFile, "the file is blank"),
    (Array("# a\n  # b".utf8), .emptyFile, "the file has only comments"),
    (utf16("a: 1\n", bigEndian: true, mark: true), .notUTF8, "the file is in UTF-16, not in UTF-8"),
    (utf16("a: 1\n", bigEndian: false, mark: true), .notUTF8, "the file is in UTF-16, not in UTF-8"),
    (utf16("a: 1\nb", bigEndian: true, mark: false), .notUTF8, "the file is in UTF-16, not in UTF-8"),
    (utf16("a: 1\nb", bigEndian: false, mark: false), .notUTF8, "the file is in UTF-16, not in UTF-8"),
    ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], .notUTF8, "the file is in UTF-32, not in UTF-8"),
    (Array("a: \u{0}".utf8), .controlCharacter, "the file contains a NUL character"),
    (Array("a: \u{1B}".utf8), .controlCharacter, "the file contains the control character U+001B"),
    (Array("a: \u{85}\u{9B}".utf8), .controlCharacter, "the file contains the control character U+009B"),
    (Array("a: \u{FEFF}".utf8), .controlCharacter, "the file contains the control character U+FEFF"),
    (Array("a: \u{FFFF}".utf8), .controlCharacter, "the file contains the control character U+FFFF"),
    (Array("%TAG ! tag:a,2000:\n---\na: 1\n".utf8), .directiveRefused, "YAML directives are not read"),
  ])
  func `each unreadable text has its own message`(_ bytes: [UInt8], _ code: DiagnosticCode, _ message: String) {
    let (root, diagnostics) = Parsing.bytes(bytes)
    #expect(root == nil)
    #expect(diagnostics.map(\.code) == [code])
    #expect(diagnostics.map(\.message) == [message])
  }

  /// Overlong, surrogate, stray, cut off, and above U+10FFFF.
  @Test(arguments: [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0x80], [0xE2, 0x82], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
  func `bytes that are not UTF-8 are shown where they stand`(_ bytes: [UInt8]) {
    let diagnostics = Parsing.bytes(Array("a: 1\nb: ü".utf8) + bytes + [0x0A]).diagnostics
    #expect(diagnostics.map(\.code) == [.notUTF8])
    #expect(diagnostics.first.map { ($0.span.startLine, $0.span.startColumn) } ?? (0, 0) == (2, 5))
  }

  @Test func `every character that YAML allows is allowed`() {
    #expect(Parsing.parse("k: \"a\u{85}b\u{A0}\u{2028}\u{D7FF}\u{E000}\u{FFFD}\u{10FFFF}\"\r\n").diagnostics == [])
  }
}
