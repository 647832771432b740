import Framing
import TestSupport
import Testing

/// Bytes that nobody thought of, from seeds, through everything that takes frames apart or puts them together.
@Suite struct FrameFuzzTests {
  static let kinds: [Framing.Kind] = [
    .dot, .http, .sip, .lsp, .stomp, .resp, .headers(.init(separator: [], end: [])),
    .headers(.init(startLine: false, length: [65], separator: Array("==".utf8), eol: .lf, end: Array("--".utf8))),
  ]

  /// The pieces that mean something to one of them.
  private static let pieces: [[UInt8]] =
    [
      "\r\n", "\n", "\r", ".", "\r\n.\r\n", "\r\n\r\n", "Content-Length: ", "content-length:", "l: ", "A==", "--", ":",
      " ",
      "*", "$", "-", "1", "2", "9223372036854775807", "*2\r\n$1\r\n", "\"", "\0", "GET / HTTP/1.1", "HTTP/1.1 204",
      "ab",
    ].map { Array($0.utf8) } + [[255]]

  private static func text(_ generator: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 0...14, using: &generator)).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
  }

  @Test(arguments: kinds) func `no chunking changes the meaning of pieces of protocols`(_ kind: Framing.Kind) {
    var generator = SeededGenerator(seed: 9)
    for round in 0..<1500 {
      let bytes = Self.text(&generator)
      let maximum = Int.random(in: 0...60, using: &generator)
      let framing = Framing(kind, maximum: maximum, atEOF: round.isMultiple(of: 2) ? .drop : .deliver)
      let whole = Decoding.events(framing, [bytes])
      #expect(Decoding.events(framing, bytes.map { [$0] }) == whole, "\(bytes), at most \(maximum)")
      let chunks = Chunking.random(of: bytes, largest: 9, using: &generator)
      #expect(Decoding.events(framing, chunks) == whole, "\(bytes), at most \(maximum), in \(chunks.map(\.count))")
      for case .frame(let payload) in whole { #expect(payload.count <= maximum, "\(bytes), at most \(maximum)") }
    }
  }

  @Test(arguments: kinds) func `fields lie within whatever is called a frame`(_ kind: Framing.Kind) {
    var generator = SeededGenerator(seed: 10)
    var fields = FrameFields()
    for _ in 0..<1500 {
      let content = Self.text(&generator)
      fields.read(content.span, as: kind)
      let header = fields.header(Array("content-length".utf8), in: content.span)
      let ranges = [fields.start, fields.body] + fields.arguments + (header.map { [$0] } ?? [])
      #expect(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= content.count }, "\(content)")
      var buffer: [UInt8] = []
      let changed = FrameContent.unwrap(content.span, of: kind, into: &buffer)
      #expect(!changed || buffer.count < content.count, "\(content)")
    }
  }

  /// Text and values in any order: what is not refused is read again as one frame, or as none where it says nothing.
  @Test(arguments: [Framing.Kind.dot, .lsp, .stomp, .http])
  func `what is written is one frame, whatever it is made of`(_ kind: Framing.Kind) {
    var generator = SeededGenerator(seed: 11)
    var written = 0
    for _ in 0..<1500 {
      let head: [EncoderTests.Part] = kind == .dot || kind == .lsp ? [] : [.text("200 OK\nA: ")]
      let values = (0..<3).map { _ in EncoderTests.Part.bytes(Self.text(&generator)) }
      let parts =
        head + [values[0], .text(kind == .dot || kind == .lsp ? "" : "\n\n"), values[1], .text("\n"), values[2]]
      var outbox = Outbox()
      guard outbox.write(parts, FrameEncoder(Framing(kind))) == nil else { continue }
      written += 1
      let bytes = outbox.bytes.copy(from: 0)
      let events = Decoding.events(Framing(kind), [bytes])
      guard events.count == 1, case .frame = events.first else {
        Issue.record("\(bytes) became \(events)")
        continue
      }
    }
    #expect(written > 50)
  }
}
