import Framing
import TestSupport
import Testing

/// Bytes, and what they mean to a framing in every chunking.
struct DecoderCase: Sendable, CustomTestStringConvertible {
  let name: String
  let framing: Framing
  let bytes: [UInt8]
  let expected: [DecodingEvent]

  init(
    _ name: String, _ kind: Framing.Kind, max: Int = 8, atEOF: Framing.AtEOF = .drop, _ bytes: [UInt8],
    _ expected: [Expectation]
  ) {
    self.name = name
    framing = Framing(kind, maximum: max, atEOF: atEOF)
    self.bytes = bytes
    self.expected = expected.flatMap(\.events)
  }

  init(
    _ name: String, _ kind: Framing.Kind, max: Int = 8, atEOF: Framing.AtEOF = .drop, _ text: String,
    _ expected: [Expectation]
  ) {
    self.init(name, kind, max: max, atEOF: atEOF, Array(text.utf8), expected)
  }

  var testDescription: String { name }

  struct Expectation: Sendable {
    let events: [DecodingEvent]

    static func frame(_ text: String) -> Expectation { .init(events: [.frame(text)]) }
    static func frame(_ bytes: [UInt8]) -> Expectation { .init(events: [.frame(bytes)]) }
    static func skip(_ count: Int) -> Expectation {
      .init(events: Array(repeating: .skippedByte, count: count))
    }
    static func tooLong(_ limit: Int = 8) -> Expectation { .init(events: [.failed(.tooLong(limit: limit))]) }
    static func bad(_ reason: FrameError.Reason) -> Expectation { .init(events: [.failed(.bad(reason))]) }
    /// As `bad`, with no boundary to go on from.
    static func stuck(_ reason: FrameError.Reason) -> Expectation {
      .init(events: [.failed(.bad(reason)), .stuck])
    }
  }

  /// Holds every chunking against the table, and every continuation of the stream against the case itself.
  func check() {
    for chunks in Chunking.all(of: bytes) {
      #expect(Decoding.events(framing, chunks) == expected, "in chunks of \(chunks.map(\.count))")
    }
    let open = Decoding.events(framing, [bytes], ends: false)
    for trailing in Self.trailers + [bytes] {
      let whole = Decoding.events(framing, [bytes + trailing])
      #expect(whole.starts(with: open), "with \(trailing) behind it")
      for chunks in [[bytes, trailing], (bytes + trailing).map { [$0] }] {
        #expect(
          Decoding.events(framing, chunks) == whole, "with \(trailing) behind it, in chunks of \(chunks.map(\.count))")
      }
    }
  }

  private static let trailers: [[UInt8]] = [
    Array("x".utf8), Array("\n".utf8), Array("\r\n".utf8), Array("00".utf8), [0x02, 0x03],
    Array(repeating: 0xff, count: 20),
  ]
}
