import Framing
import TestSupport
import Testing

@Suite struct RoundTripTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let kind: Framing.Kind
    let alphabet: [UInt8]
    /// Every mark that ends a frame, the one that replies end in first.
    let marks: [String]

    init(_ kind: Framing.Kind, _ alphabet: [UInt8] = Array(0...255), marks: [String] = []) {
      (self.kind, self.alphabet, self.marks) = (kind, alphabet, marks)
    }

    init(marks: String...) {
      self.init(.delimiter(marks.map { Array($0.utf8) }), marks.flatMap { Array($0.utf8) } + [120], marks: marks)
    }

    var testDescription: String { "\(kind)" }
  }

  static let kinds: [Kind] = [
    .init(.line(reply: .lf), Array("\nabc".utf8), marks: ["\n"]),
    .init(.line(reply: .crlf), Array("\r\nabc".utf8), marks: ["\r\n", "\n"]),
    .init(.crlf, Array("abc".utf8), marks: ["\r\n"]),
    .init(marks: ";"),
    .init(marks: "||"),
    .init(marks: ";\r\n", ";"),
    .init(marks: ";", ";\r\n"),
    .init(marks: "aab"),
    .init(marks: "ab", "b"),
    .init(marks: "b", "ab"),
    .init(.mllp, [0x0b, 0x1c, 0x0d, 120], marks: ["\u{1c}\r"]),
    .init(.stxEtx, [2, 3, 120], marks: ["\u{3}"]),
    .init(.netstring), .init(.octetCounted), .init(.varint), .init(.decimalLength(.init(.digits(3), trailer: [10]))),
    .init(.binaryLength(.init(bytes: 1))), .init(.binaryLength(.init(bytes: 2, littleEndian: true, adjust: -2))),
    .init(.binaryLength(.init(bytes: 8))), .init(.binaryLength(.init(bytes: 3, adjust: -3))),
  ]

  @Test(arguments: kinds) func `what is written is read again, and what could not be is refused`(_ kind: Kind) {
    var generator = SeededGenerator(seed: 5)
    let encoder = FrameEncoder(Framing(kind.kind))
    for _ in 0..<200 {
      var outbox = Outbox()
      var payloads: [[UInt8]] = []
      for _ in 0..<5 {
        let payload = generator.bytes(Int.random(in: 1...8, using: &generator), from: kind.alphabet)
        outbox.openFrame(limit: 1000)
        outbox.appendValue(payload.span)
        outbox.endValue(from: 0, checked: false)
        let refusal = outbox.close(encoder)
        #expect((refusal == .terminatorInValue) == Self.isBroken(payload, kind.marks), "\(payload)")
        if refusal == nil { payloads.append(payload) }
      }
      let written = outbox.bytes.copy(from: 0)
      #expect(Decoding.events(Framing(kind.kind), [written]) == payloads.map { .frame($0) }, "\(written)")
    }
  }

  /// Whether a mark stands where it shares a byte with the payload, the terminators before and behind it included.
  private static func isBroken(_ payload: [UInt8], _ texts: [String]) -> Bool {
    let marks = texts.map { Array($0.utf8) }
    guard let own = marks.first else { return false }
    let stream = own + payload + own
    let isInside = marks.contains { mark in
      (own.count..<own.count + payload.count).contains { stream[$0...].starts(with: mark) }
    }
    return isInside || marks.contains { $0.count > own.count && $0.starts(with: own) && stream.starts(with: $0) }
  }
}
