import Framing
import TestSupport
import Testing

@Suite struct MarkedTests {
  @Test(arguments: table) func `a frame between marks means the same in every chunking`(_ table: DecoderCase) {
    table.check()
  }

  static let table: [DecoderCase] = [
    .init("STX and ETX", .stxEtx, "\u{2}ab\u{3}\u{2}\u{3}", [.frame("ab"), .frame("")]),
    .init("MLLP", .mllp, "\u{b}a\rb\u{1c}\r\u{b}c\u{1c}\r", [.frame("a\rb"), .frame("c")]),
    .init("half an end mark is payload", .mllp, "\u{b}a\u{1c}b\u{1c}\u{1c}\r", [.frame("a\u{1c}b\u{1c}")]),
    .init("a start mark inside is payload", .stxEtx, "\u{2}a\u{2}b\u{3}", [.frame("a\u{2}b")]),
    .init("a start mark of two bytes", tags(.refuse), "<<a>>", [.frame("a")]),
    .init("bytes outside", .stxEtx, "xy\u{2}ab\u{3}", [.bad(.outsideMarks), .skip(2), .frame("ab")]),
    .init(
      "bytes outside, between frames", .mllp, "\u{b}a\u{1c}\r\n\u{b}c\u{1c}\r",
      [.frame("a"), .bad(.outsideMarks), .skip(1), .frame("c")]),
    .init("bytes outside and the end", .stxEtx, "xyz", [.bad(.outsideMarks), .skip(3)]),
    .init("half a start mark", tags(.refuse), "<x<<a>>", [.bad(.outsideMarks), .skip(2), .frame("a")]),
    .init(
      "bytes outside are passed over", tags(.skip), "x<y<<a>>z<<b>>", [.skip(3), .frame("a"), .skip(1), .frame("b")]),
    .init("a start mark that overlaps itself", tags(.skip), "<-<<a>>", [.skip(2), .frame("a")]),
    .init("passed over up to the end", tags(.skip), "<<a>>xy<", [.frame("a"), .skip(3)]),
    .init("exactly the limit", .mllp, "\u{b}12345678\u{1c}\r", [.frame("12345678")]),
    .init("one byte more", .mllp, "\u{b}123456789\u{1c}\r\u{b}a\u{1c}\r", [.tooLong(), .skip(12), .frame("a")]),
    .init(
      "the limit and half an end mark", .mllp, "\u{b}12345678\u{1c}x\u{1c}\r\u{b}a\u{1c}\r",
      [.tooLong(), .skip(13), .frame("a")]),
    .init("too long, and the end", .mllp, "\u{b}123456789\u{1c}", [.tooLong(), .skip(11)]),
    .init("the end drops half a frame", .mllp, "\u{b}ab", [.bad(.eofInFrame), .skip(3)]),
    .init("the end delivers half a frame", .mllp, atEOF: .deliver, "\u{b}ab\u{1c}", [.frame("ab\u{1c}")]),
    .init("the end cuts a start mark", tags(.refuse), atEOF: .deliver, "<", [.bad(.eofInFrame), .skip(1)]),
    .init("no start mark at all", .between(start: [], end: [3], outside: .refuse), "a\u{3}", [.frame("a")]),
  ]

  private static func tags(_ outside: Framing.Outside) -> Framing.Kind {
    .between(start: Array("<<".utf8), end: Array(">>".utf8), outside: outside)
  }

  @Test(arguments: whole) func `a whole stream means the same in every chunking`(_ table: DecoderCase) { table.check() }

  static let whole: [DecoderCase] = [
    .init("a stream is one frame", .eof, "a\nb\r\n", [.frame("a\nb\r\n")]),
    .init("an empty stream is none", .eof, "", []),
    .init("exactly the limit", .eof, "12345678", [.frame("12345678")]),
  ]

  @Test func `a whole stream above the limit fails while it is gathered`() {
    var decoding = Decoding(Framing(.eof, maximum: 8))
    for byte in UInt8(0)..<9 { decoding.feed([byte]) }
    #expect(decoding.events == [.failed(.tooLong(limit: 8)), .stuck])
  }
}
