import Framing
import TestSupport

/// A framing, a seed for the chunks, and a stream: any chunking must give the same frames, and a frame that is
/// wrapped must be read back as it was.
struct FramingInput {
  private let framing: Framing
  private var generator: SeededGenerator
  private let stream: [UInt8]

  init(_ input: [UInt8], of framings: [Framing]) {
    var pieces = Pieces(input)
    framing = pieces.choice(of: framings)
    generator = SeededGenerator(seed: UInt64(pieces.byte()))
    stream = pieces.all()
  }

  func run() throws(Violation) {
    let whole = Decoding.events(framing, [stream])
    let single = Decoding.events(framing, stream.map { [$0] })
    try Violation.unless(whole == single, "\(framing.kind): whole \(whole), byte by byte \(single)")
    var generator = generator
    let chunks = Chunking.random(of: stream, largest: 9, using: &generator)
    try Violation.unless(Decoding.events(framing, chunks) == whole, "\(framing.kind): chunks \(chunks), whole \(whole)")
    for case .frame(let frame) in whole { try checkFrame(frame) }
  }

  private func checkFrame(_ frame: [UInt8]) throws(Violation) {
    try Violation.unless(
      frame.count <= framing.maximum + keptHeader, "\(framing.kind): a frame of \(frame.count) bytes")
    guard let wrapped = wrap(frame) else { return }
    // Dots are doubled in writing, and what is read is bounded with them.
    var roomy = framing
    roomy.maximum = 2 * framing.maximum + 2
    let events = Decoding.events(roomy, [wrapped])
    let isStrange = events.contains { if case .frame = $0 { false } else { true } }
    try Violation.unless(!isStrange, "\(framing.kind): \(frame) was wrapped as \(wrapped), which gives \(events)")
  }

  /// Bytes of a header that is part of the frame; the maximum is one of the payload behind it.
  private var keptHeader: Int {
    guard case .binaryLength(let length) = framing.kind, length.keepsHeader else { return 0 }
    return length.offset + length.bytes
  }

  /// Nothing where the encoder refuses the frame, or where what is written differs from what is read by design.
  private func wrap(_ frame: [UInt8]) -> [UInt8]? {
    if case .headers = framing.kind { return nil }
    if case .resp = framing.kind { return nil }
    var outbox = Outbox()
    outbox.openFrame(limit: framing.maximum)
    outbox.appendValue(frame.span)
    do throws(FrameRefusal) { try outbox.closeFrame(FrameEncoder(framing)) } catch { return nil }
    return outbox.withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }
}

/// The framings that inputs choose from: small, so that limits are met.
enum Framings {
  static let marks: [Framing] = [
    .init(.line(reply: .lf), maximum: 32), .init(.line(reply: .crlf), maximum: 32, atEOF: .deliver),
    .init(.crlf, maximum: 32), .init(.delimiter([[0]]), maximum: 32),
    .init(.delimiter([Array(";\r\n".utf8), Array(";".utf8), Array("\r".utf8)]), maximum: 32, atEOF: .deliver),
    .init(.delimiter([Array("aab".utf8), Array("ab".utf8)]), maximum: 8), .init(Framing.Kind.mllp, maximum: 32),
    .init(Framing.Kind.stxEtx, maximum: 32),
    .init(.between(start: [0x3c, 0x3c], end: [0x3e], outside: .skip), maximum: 32),
    .init(.dot, maximum: 64),
  ]

  static let lengths: [Framing] = [
    .init(Framing.Kind.netstring, maximum: 32), .init(Framing.Kind.octetCounted, maximum: 32, atEOF: .deliver),
    .init(.decimalLength(.init(.digits(4))), maximum: 2000), .init(.fixed(3, trailer: []), maximum: 32),
    .init(.binaryLength(.init(bytes: 2)), maximum: 32), .init(.binaryLength(.init(bytes: 8)), maximum: 32),
    .init(.binaryLength(.init(bytes: 4, littleEndian: true, adjust: -4)), maximum: 32),
    .init(.binaryLength(.init(bytes: 2, adjust: 3, offset: 2, keepsHeader: true)), maximum: 32),
    .init(.varint, maximum: 300), .init(Framing.Kind.http, maximum: 128), .init(Framing.Kind.lsp, maximum: 128),
    .init(Framing.Kind.stomp, maximum: 128), .init(.resp, maximum: 128), .init(.eof, maximum: 16),
  ]
}
