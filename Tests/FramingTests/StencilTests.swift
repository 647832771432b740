import Framing
import Testing

@Suite struct StencilTests {
  /// Each reply as the texts around the frame.
  private static func stencil(_ replies: [[String]], _ kind: Framing.Kind, limit: Int = 100) -> Stencil? {
    Stencil(replies.map { $0.map { Array($0.utf8) } }, framing: Framing(kind), limit: limit)
  }

  private static let framings: [Framing.Kind] = [
    .line(reply: .lf), .line(reply: .crlf), .crlf, .delimiter([[0x3b]]), .raw, .eof, .fixed(3, trailer: []),
  ]

  @Test(arguments: framings, ["", "x", "a longer frame"])
  func `gives the bytes that rendering piece by piece gives`(kind: Framing.Kind, frame: String) throws {
    let replies = [["ack:", "!"], ["", "", ""], ["done"]]
    let stencil = try #require(Self.stencil(replies, kind))
    var outbox = Outbox()
    var expected = Outbox()
    let fits = outbox.append(stencil, around: Array(frame.utf8).span)
    #expect(fits)
    for texts in replies {
      let pieces: [EncoderTests.Part] = texts.dropFirst().flatMap { [.value(frame), .text($0)] }
      #expect(expected.write([.text(texts[0])] + pieces, FrameEncoder(Framing(kind))) == nil)
    }
    #expect(outbox.text == expected.text)
    #expect(stencil.count == 3)
  }

  @Test(arguments: [(1, true), (2, false)])
  func `adds nothing where one reply would be too long`(size: Int, fits: Bool) throws {
    let stencil = try #require(Self.stencil([["a", ""], ["<", "", ">"]], .line(reply: .lf), limit: 4))
    var outbox = Outbox()
    outbox.appendRaw([0x2e])
    let frame = [UInt8](repeating: 0x78, count: size)
    let isAdded = outbox.append(stencil, around: frame.span)
    #expect(isAdded == fits)
    #expect(outbox.text == (fits ? ".ax\n<xx>\n" : "."))
  }

  @Test(arguments: [(3, true), (2, false)])
  func `counts text without a frame against the limit too`(limit: Int, fits: Bool) throws {
    let stencil = try #require(Self.stencil([["abc"]], .line(reply: .lf), limit: limit))
    var outbox = Outbox()
    let isAdded = outbox.append(stencil, around: [UInt8]().span)
    #expect(isAdded == fits)
  }

  @Test(arguments: [
    Framing.Kind.delimiter([[0x3b, 0x3b]]), .delimiter([[0x3b], [0x0a]]), .dot, .http,
    .between(start: [2], end: [3], outside: .skip), .varint,
  ])
  func `is not made where the framing does more than to end a reply`(kind: Framing.Kind) {
    #expect(Self.stencil([["a", "b"]], kind) == nil)
  }
}
