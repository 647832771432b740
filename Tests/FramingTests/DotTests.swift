import Framing
import TestSupport
import Testing

@Suite struct DotTests {
  @Test(arguments: cases) func `dotted lines mean the same in every chunking`(_ table: DecoderCase) { table.check() }

  static let cases: [DecoderCase] = [
    .init("nothing", .dot, "", []),
    .init("lines and a dot", .dot, "ab\r\n\r\n.\r\n", [.frame("ab\r\n\r\n")]),
    .init("a dot at once", .dot, ".\r\n", [.frame("")]),
    .init("two frames", .dot, "a\r\n.\r\n.\r\nb\r\n.\r\n", [.frame("a\r\n"), .frame(""), .frame("b\r\n")]),
    .init("a stuffed dot is no end", .dot, "..\r\n.\r\n", [.frame("..\r\n")]),
    .init("a line that begins with a dot is no end", .dot, ".a\r\n.\r\n", [.frame(".a\r\n")]),
    .init("a dot behind other bytes is no end", .dot, "a.\r\n.\r\n", [.frame("a.\r\n")]),
    .init("exactly the limit", .dot, "123456\r\n.\r\n", [.frame("123456\r\n")]),
    .init("one byte more", .dot, "1234567\r\n.\r\n.\r\n", [.tooLong(), .skip(12), .frame("")]),
    .init("a long line", .dot, "123456789abc\r\n.\r\na\r\n.\r\n", [.tooLong(), .skip(17), .frame("a\r\n")]),
    .init("a limit of none", .dot, max: 0, ".\r\n\r\n.\r\n.\r\n", [.frame(""), .tooLong(0), .skip(5), .frame("")]),
    .init("a bare LF", .dot, "a\nb\r\n.\r\n.\r\n", [.bad(.bareNewline), .skip(8), .frame("")]),
    .init("a bare CR", .dot, "a\rb\r\n.\r\n.\r\n", [.bad(.bareNewline), .skip(8), .frame("")]),
    .init("LF dot LF ends nothing", .dot, "a\n.\nb\r\n.\r\n", [.bad(.bareNewline), .skip(10)]),
    .init("LF dot CRLF ends nothing", .dot, "a\n.\r\nb\r\n.\r\n.\r\n", [.bad(.bareNewline), .skip(11), .frame("")]),
    .init("CRLF dot LF ends nothing", .dot, "a\r\n.\nb\r\n.\r\n", [.bad(.bareNewline), .skip(11)]),
    .init("CR dot CR ends nothing", .dot, "a\r.\rb\r\n.\r\n", [.bad(.bareNewline), .skip(10)]),
    .init("the end cuts a frame", .dot, "a\r\n.", [.bad(.eofInFrame), .skip(4)]),
    .init("the end cuts a frame that is delivered", .dot, atEOF: .deliver, "a\r\nb\r", [.frame("a\r\nb")]),
  ]

  @Test(
    arguments: [
      ("a\r\n", nil), ("", nil), ("a.b\r\n", nil), ("..\r\n", ".\r\n"), ("...a\r\n..b\r\nc\r\n", "..a\r\n.b\r\nc\r\n"),
      (".", ""), ("\r\n..", "\r\n."),
    ] as [(String, String?)])
  func `dots that were stuffed are taken out`(payload: String, content: String?) {
    var buffer = Array("what was there before".utf8)
    let changed = FrameContent.unwrap(Array(payload.utf8).span, of: .dot, into: &buffer)
    #expect(changed == (content != nil))
    if let content { #expect(buffer == Array(content.utf8)) }
  }

  @Test func `other framings have nothing to take out`() {
    var buffer: [UInt8] = []
    let payload = Array("..\r\n".utf8)
    let changed = FrameContent.unwrap(payload.span, of: .crlf, into: &buffer)
    #expect(!changed)
  }

  @Test(arguments: [
    ("", ".\r\n"), ("a", "a\r\n.\r\n"), ("a\r\n", "a\r\n.\r\n"), ("a\n\nb", "a\r\n\r\nb\r\n.\r\n"),
    (".", "..\r\n.\r\n"), ("a\r\n.\r\nb", "a\r\n..\r\nb\r\n.\r\n"), ("\r.\n.\r\r\n", "\r\n..\r\n..\r\n\r\n.\r\n"),
    ("\n", "\r\n.\r\n"),
  ])
  func `a reply is stuffed and its line ends made CRLF, whoever wrote it`(text: String, wire: String) {
    for part in [EncoderTests.Part.text(text), .value(text)] {
      var outbox = Outbox()
      #expect(outbox.write([part], FrameEncoder(Framing(.dot))) == nil)
      #expect(outbox.bytes.copy(from: 0) == Array(wire.utf8))
    }
  }

  @Test func `what is written is read again, whatever it is`() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<500 {
      let lines = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        generator.bytes(Int.random(in: 0...6, using: &generator), from: [0, 46, 46, 97, 255]) + [13, 10]
      }
      let content = lines.flatMap { $0 }
      var outbox = Outbox()
      #expect(outbox.write([.bytes(content)], FrameEncoder(Framing(.dot))) == nil)
      let events = Decoding.events(Framing(.dot), [outbox.bytes.copy(from: 0)])
      guard case .frame(let payload) = events.first, events.count == 1 else {
        Issue.record("\(content) became \(events)")
        continue
      }
      var buffer: [UInt8] = []
      let changed = FrameContent.unwrap(payload.span, of: .dot, into: &buffer)
      #expect((changed ? buffer : payload) == content)
    }
  }

  @Test(arguments: [1, 7, 100]) func `a chunk is a frame of at most the limit`(limit: Int) {
    var decoder = FrameDecoder(Framing(.raw, maximum: limit))
    let (nothing, bytes): ([UInt8], [UInt8]) = ([], Array("0123456789".utf8))
    let size = min(limit, bytes.count)
    let steps = [
      decoder.next(nothing.span), decoder.next(bytes.span), decoder.finish(bytes.span), decoder.finish(nothing.span),
    ]
    let frame = DecodeStep.frame(payload: 0..<size, consumed: size)
    #expect(steps == [.incomplete, frame, frame, .incomplete])
  }
}
