import Testing

@testable import RouteFile

struct TranscriptTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var kind: TranscriptText.Kind
    /// What stands behind the mark.
    var rest: String

    init(_ text: String, _ kind: TranscriptText.Kind, _ rest: String) {
      self.text = text
      self.kind = kind
      self.rest = rest
    }

    var testDescription: String { text }
  }

  @Test(arguments: [
    Case("> hello", .send, "hello"), Case("<  hello ", .expect, " hello "), Case("> ", .send, ""), Case(">", .send, ""),
    Case("<", .expect, ""), Case("<~ <id:hex>", .match, "<id:hex>"), Case("< <34>1", .expect, "<34>1"),
    Case("> > a", .send, "> a"), Case("closed", .word("closed"), "closed"),
    Case("  closed  ", .word("closed"), "closed"),
    Case("half_close\r", .word("half_close"), "half_close"), Case("reset", .word("reset"), "reset"),
    Case("wait 250ms", .wait(.milliseconds(250)), "250ms"), Case("> # no comment", .send, "# no comment"),
  ])
  func `reads a line`(_ line: Case) {
    let bytes = Array(line.text.utf8)
    let transcript = TranscriptText(bytes)
    #expect(transcript.faults == [])
    #expect(transcript.lines.map(\.kind) == [line.kind])
    #expect(transcript.lines.map { String(decoding: bytes[$0.text], as: UTF8.self) } == [line.rest])
  }

  @Test func `passes over blank lines and comments, and knows where each line stands`() {
    let transcript = TranscriptText(Array("> a\n\n  # a comment\n< b\n".utf8))
    #expect(transcript.lines.map(\.range) == [0..<3, 19..<22])
  }

  @Test(
    arguments: [
      (">hello", DiagnosticCode.badStep, 0..<2, nil), ("<~hello", .badStep, 0..<3, nil),
      ("  clsoed ", .badStep, 2..<8, "closed"), ("half-close", .badStep, 0..<10, "half_close"),
      ("hello there", .badStep, 0..<11, nil), ("wait 2", .badDuration, 5..<6, "2s"), ("wait", .badStep, 0..<4, nil),
    ] as [(String, DiagnosticCode, Range<Int>, String?)])
  func `says what is no line`(_ text: String, _ code: DiagnosticCode, _ range: Range<Int>, _ meant: String?) {
    let transcript = TranscriptText(Array(text.utf8))
    #expect(transcript.lines == [])
    #expect(transcript.faults.map(\.code) == [code])
    #expect(transcript.faults.map(\.range) == [range])
    #expect(transcript.faults.map(\.problem.suggestion) == [meant])
  }
}

struct EscapedTextTests {
  @Test(
    arguments: [
      (#"a\r\n"#, [97, 13, 10]), (#"\0\t\\"#, [0, 9, 92]), (#"\x00\xfF\x7e"#, [0, 0xff, 0x7e]), ("é", [0xc3, 0xa9]),
      (#"\\n"#, [92, 110]), ("", []),
    ] as [(String, [UInt8])])
  func `reads escapes`(_ text: String, _ bytes: [UInt8]) {
    let escaped = EscapedText(Array(text.utf8)[...])
    #expect(escaped.faults == [])
    #expect(escaped.bytes == bytes)
  }

  @Test(arguments: [
    (#"a\q"#, 1..<3), (#"a\"#, 1..<2), (#"\x4"#, 0..<3), (#"\xzz"#, 0..<4), (#"\N"#, 0..<2), (#"\x"#, 0..<2),
  ])
  func `says what is no escape`(_ text: String, _ range: Range<Int>) {
    #expect(EscapedText(Array(text.utf8)[...]).faults == [range])
  }

  @Test func `leaves an escape in a pattern to stand for its byte alone`() {
    let text = Array(#"a\x3cb\n"#.utf8)
    let escaped = EscapedText(text[...], forPattern: true)
    #expect(String(decoding: escaped.bytes, as: UTF8.self) == "a<0x3c>b<0x0a>")
    #expect(escaped.origin(of: 1..<7, end: text.count) == 1..<5)
    #expect(escaped.origin(of: 7..<8, end: text.count) == 5..<6)
    #expect(escaped.origin(of: 14..<14, end: text.count) == 8..<8)
  }

  @Test(
    arguments: [
      [], [0, 1, 9, 10, 13, 27, 92, 127], Array("été \u{202e}x".utf8), [0xff, 0xfe, 97], Array(0...255),
    ] as [[UInt8]])
  func `renders bytes so that reading gives them again`(_ bytes: [UInt8]) {
    let text = EscapedText.render(bytes)
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202e })
    let read = EscapedText(Array(text.utf8)[...])
    #expect(read.bytes == bytes)
    #expect(read.faults == [])
  }
}
