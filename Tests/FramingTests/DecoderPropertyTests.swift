import Framing
import TestSupport
import Testing

/// Streams that nobody thought of, from seeds.
@Suite struct DecoderPropertyTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let kind: Framing.Kind
    /// The bytes that matter to it, and a few that do not.
    let alphabet: [UInt8]
    /// Bytes of prefix and terminator that may wait beside a payload.
    let beside: Int

    init(_ kind: Framing.Kind, _ alphabet: String, beside: Int) {
      (self.kind, self.alphabet, self.beside) = (kind, Array(alphabet.utf8), beside)
    }

    var testDescription: String { "\(kind)" }
  }

  static let kinds: [Kind] = [
    .init(.line(reply: .lf), "\r\nab", beside: 2),
    .init(.crlf, "\r\r\n\na", beside: 2),
    .init(delimiter(";"), ";ab", beside: 1),
    .init(delimiter("||"), "|a", beside: 2),
    .init(delimiter(";\r\n", ";"), ";\r\na", beside: 3),
    .init(delimiter("bcd", "c", "cc"), "abcd", beside: 3),
    .init(.fixed(3, trailer: Array("\r\n".utf8)), "\r\n", beside: 2),
    .init(.binaryLength(.init(bytes: 1)), "\0\u{1}\u{2}\u{3}\u{9}", beside: 1),
    .init(.binaryLength(.init(bytes: 2, littleEndian: true, adjust: -2)), "\0\0\0\u{2}\u{3}\u{9}", beside: 2),
    .init(.binaryLength(.init(bytes: 1, offset: 1, keepsHeader: true)), "\0\u{1}\u{2}\u{7}\u{9}", beside: 2),
    .init(.varint, "\0\u{1}\u{2}\u{3}\u{9}", beside: 10),
    .init(.netstring, "0123:,::,,", beside: 21),
    .init(.decimalLength(.init(.digits(2))), "000123", beside: 2),
    .init(.between(start: [2], end: [3, 3], outside: .refuse), "\u{2}\u{3}\u{3}a", beside: 3),
    .init(.between(start: [2, 2], end: [3], outside: .skip), "\u{2}\u{2}\u{3}a", beside: 3),
    .init(.eof, "ab", beside: 0),
    .init(.http, "\r\n\r\nA: ", beside: 2),
    .init(headers(length: "A", separator: ":", eol: .lf), "\n\nA:123", beside: 2),
    .init(headers(length: "A", separator: ":", eol: .lf, end: "\0"), "\n\nA:12\0", beside: 2),
    .init(headers(length: "A", separator: ":", eol: .crlf, end: "--"), "\r\n\r\n--A:1", beside: 3),
    .init(.resp, "*$12\r\n\r\na ", beside: 22),
    .init(.dot, "\r\n\r\n\r\n.a", beside: 4),
  ]

  private static func headers(
    length: String, separator: String, eol: Framing.LineEnd, end: String? = nil
  ) -> Framing.Kind {
    .headers(
      .init(
        startLine: false, length: Array(length.utf8), separator: Array(separator.utf8), eol: eol,
        end: end.map { Array($0.utf8) }))
  }

  private static func delimiter(_ texts: String...) -> Framing.Kind { .delimiter(texts.map { Array($0.utf8) }) }

  @Test(arguments: kinds) func `no chunking changes the meaning or makes more bytes wait`(_ kind: Kind) {
    var generator = SeededGenerator(seed: 1)
    for round in 0..<400 {
      let maximum = Int.random(in: 0...6, using: &generator)
      let framing = Framing(kind.kind, maximum: maximum, atEOF: round.isMultiple(of: 2) ? .drop : .deliver)
      let bytes = generator.bytes(Int.random(in: 0...60, using: &generator), from: kind.alphabet)
      let whole = Decoding.events(framing, [bytes])
      let chunks = Chunking.random(of: bytes, largest: 7, using: &generator)
      #expect(Decoding.events(framing, chunks) == whole, "\(bytes), at most \(maximum), in \(chunks.map(\.count))")
      var single = Decoding(framing)
      for chunk in [[]] + bytes.map({ [$0] }) { single.feed(chunk) }
      #expect(single.mostWaiting <= maximum + kind.beside, "\(bytes), at most \(maximum)")
      single.finish(with: [])
      #expect(single.events == whole, "\(bytes), at most \(maximum), byte by byte")
      var together = Decoding(framing)
      together.finish(with: bytes)
      #expect(together.events == whole, "\(bytes), at most \(maximum), with the end at once")
    }
  }

  /// Any bytes at all: every one of them ends in a frame's step or is skipped.
  @Test(arguments: kinds) func `no bytes trap or are left over`(_ kind: Kind) {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<400 {
      let bytes = generator.bytes(Int.random(in: 0...40, using: &generator), from: Array(0...255))
      let framing = Framing(kind.kind, maximum: 5)
      var decoding = Decoding(framing)
      decoding.feed(bytes)
      decoding.finish(with: [])
      #expect(decoding.violations == [], "\(bytes)")
    }
  }

  @Test(arguments: [[";"], ["||"], [";\r\n", ";"], ["bcd", "c", "cc"], ["aab"], ["ab", "abab"]])
  func `delimiters are found where a plain reading finds them`(texts: [String]) {
    let marks = texts.map { Array($0.utf8) }
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<1000 {
      let bytes = generator.bytes(Int.random(in: 0...30, using: &generator), from: marks.flatMap { $0 } + [120])
      let events = Decoding.events(Framing(.delimiter(marks), maximum: 6), [bytes])
      #expect(events == PlainReading.delimited(bytes, by: marks, maximum: 6), "\(bytes)")
    }
  }

  @Test func `lines are found where a plain reading finds them`() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<2000 {
      let bytes = generator.bytes(Int.random(in: 0...30, using: &generator), from: Array("\r\nab".utf8))
      let events = Decoding.events(Framing(.line(reply: .lf), maximum: 4), [bytes])
      #expect(events == PlainReading.lines(bytes, maximum: 4), "\(bytes)")
    }
  }
}

/// The framings' rules over a whole stream, as plainly as they can be said.
enum PlainReading {
  static func delimited(_ bytes: [UInt8], by marks: [[UInt8]], maximum: Int) -> [DecodingEvent] {
    var events: [DecodingEvent] = []
    var (first, place) = (0, 0)
    while place < bytes.count {
      let fitting = marks.filter { bytes[place...].starts(with: $0) }.map(\.count)
      if let length = fitting.max() {
        events += event(Array(bytes[first..<place]), consumed: place + length - first, maximum)
        place += length
        first = place
      } else {
        place += 1
      }
    }
    return events + rest(bytes.count - first, payload: bytes.count - first, maximum)
  }

  static func lines(_ bytes: [UInt8], maximum: Int) -> [DecodingEvent] {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
    let last = lines.removeLast()
    let events = lines.flatMap { line in event(withoutCR(line), consumed: line.count + 1, maximum) }
    return events + rest(last.count, payload: withoutCR(last).count, maximum)
  }

  private static func withoutCR(_ line: [UInt8]) -> [UInt8] { line.last == 13 ? line.dropLast() : line }

  private static func event(_ payload: [UInt8], consumed: Int, _ maximum: Int) -> [DecodingEvent] {
    payload.count <= maximum ? [.frame(payload)] : tooLong(consumed, maximum)
  }

  private static func rest(_ count: Int, payload: Int, _ maximum: Int) -> [DecodingEvent] {
    if payload > maximum { return tooLong(count, maximum) }
    return count == 0 ? [] : [.failed(.bad(.eofInFrame))] + Array(repeating: .skippedByte, count: count)
  }

  private static func tooLong(_ count: Int, _ maximum: Int) -> [DecodingEvent] {
    [.failed(.tooLong(limit: maximum))] + Array(repeating: .skippedByte, count: count)
  }
}
