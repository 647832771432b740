import Framing
import TestSupport
import Testing

@Suite struct SizedTests {
  @Test(arguments: fixed) func `a frame of fixed size means the same in every chunking`(_ table: DecoderCase) {
    table.check()
  }

  static let fixed: [DecoderCase] = [
    .init("four bytes each", .fixed(4, trailer: []), "abcdefgh", [.frame("abcd"), .frame("efgh")]),
    .init("with a trailer", .fixed(2, trailer: crlf), "ab\r\n\r\n\r\n", [.frame("ab"), .frame("\r\n")]),
    .init("nothing but a trailer", .fixed(0, trailer: crlf), "\r\n\r\n", [.frame(""), .frame("")]),
    .init("another trailer", .fixed(2, trailer: crlf), "abcd", [.stuck(.badTrailer)]),
    .init("half another trailer", .fixed(2, trailer: crlf), "ab\rx", [.stuck(.badTrailer)]),
    .init("negative", .fixed(-1, trailer: []), "a", [.stuck(.badLength)]),
    .init("exactly the limit", .fixed(8, trailer: []), "12345678", [.frame("12345678")]),
    .init(
      "above the limit", .fixed(9, trailer: crlf), "123456789\r\n123456789\r\n",
      [.tooLong(), .skip(11), .tooLong(), .skip(11), .tooLong()]),
    .init("no integer is large enough", .fixed(.max, trailer: crlf), "a", [.stuck(.badLength)]),
    .init("the end cuts", .fixed(4, trailer: []), "abcdef", [.frame("abcd"), .bad(.eofInFrame), .skip(2)]),
    .init("the end delivers", .fixed(4, trailer: crlf), atEOF: .deliver, "ab", [.frame("ab")]),
    .init("the end cuts the trailer", .fixed(2, trailer: crlf), atEOF: .deliver, "ab\r", [.frame("ab")]),
  ]

  @Test func `a size of zero gives one empty frame per call and never waits`() {
    var decoder = FrameDecoder(Framing(.fixed(0, trailer: [])))
    for bytes: [UInt8] in [[97], [97], [], []] {
      let step = decoder.next(bytes.span)
      #expect(step == .frame(payload: 0..<0, consumed: 0))
    }
  }

  @Test func `another size holds for every frame, and for the end of the stream`() {
    var decoder = FrameDecoder(Framing(.fixed(1, trailer: [10]), maximum: 3)).sized(2)
    let (bytes, nothing): ([UInt8], [UInt8]) = (Array("ab\ncd\n".utf8), [])
    let first = decoder.next(bytes.span)
    let second = decoder.next(bytes.span.extracting(3...))
    let last = decoder.finish(nothing.span)
    #expect([first, second] == Array(repeating: .frame(payload: 0..<2, consumed: 3), count: 2))
    #expect(last == .incomplete)
  }

  @Test(
    arguments: [(-1, .bad(.badLength)), (4, .tooLong(limit: 3)), (Int.max, .bad(.badLength))] as [(Int, FrameError)])
  func `another size is checked like the first`(size: Int, error: FrameError) {
    var decoder = FrameDecoder(Framing(.fixed(1, trailer: [10]), maximum: 3)).sized(size)
    let nothing: [UInt8] = []
    let step = decoder.next(nothing.span)
    #expect(step == .failed(error))
  }

  @Test func `a size of zero gives one empty frame at the end of the stream`() {
    var decoder = FrameDecoder(Framing(.fixed(0, trailer: [])))
    let nothing: [UInt8] = []
    let first = decoder.finish(nothing.span)
    #expect(first == .frame(payload: 0..<0, consumed: 0))
    let second = decoder.finish(nothing.span)
    #expect(second == .incomplete)
  }

  @Test func `a dropped partial frame is reported until its bytes are consumed`() {
    var decoder = FrameDecoder(Framing(.line(reply: .lf)))
    let (partial, nothing): ([UInt8], [UInt8]) = ([97, 98], [])
    for _ in 0..<2 {
      let step = decoder.finish(partial.span)
      #expect(step == .failed(.bad(.eofInFrame)))
    }
    let last = decoder.finish(nothing.span)
    #expect(last == .incomplete)
  }

  @Test(arguments: binary) func `a binary length means the same in every chunking`(_ table: DecoderCase) {
    table.check()
  }

  static let binary: [DecoderCase] = [
    .init("one byte", field(1), [2, 97, 98, 0, 1, 99], [.frame("ab"), .frame(""), .frame("c")]),
    .init("two, big end first", field(2), [0, 2, 97, 98], [.frame("ab")]),
    .init("three, little end first", field(3, little: true), [2, 0, 0, 97, 98], [.frame("ab")]),
    .init("eight, big end first", field(8), [0, 0, 0, 0, 0, 0, 0, 2, 97, 98], [.frame("ab")]),
    .init("eight, little end first", field(8, little: true), [2, 0, 0, 0, 0, 0, 0, 0, 97, 98], [.frame("ab")]),
    .init("the field counts itself", field(2, adjust: -2), [0, 4, 97, 98], [.frame("ab")]),
    .init("the field counts itself, wrongly", field(2, adjust: -2), [0, 1, 97, 98], [.stuck(.badLength)]),
    .init("a checksum that is not counted", field(1, adjust: 1), [2, 97, 98, 99], [.frame("abc")]),
    .init("exactly the limit", field(1), [8] + eight, [.frame(eight)]),
    .init("one more than the limit", field(1), [9] + eight + [0, 1, 97], [.tooLong(), .skip(10), .frame("a")]),
    .init("the limit is held after the adjustment", field(1, adjust: 7), [2] + eight + [0], [.tooLong(), .skip(10)]),
    .init("2^31", field(4), [0x80, 0, 0, 0, 97], [.tooLong(), .skip(5)]),
    .init("2^63 - 1", field(8), [0x7f] + ones(7) + [97], [.stuck(.badLength)]),
    .init("2^63 - 9", field(8), [0x7f] + ones(6) + [0xf7, 97], [.tooLong(), .skip(9)]),
    .init("2^63", field(8), [0x80, 0, 0, 0, 0, 0, 0, 0, 97], [.stuck(.badLength)]),
    .init("2^64 - 1", field(8), ones(8) + [97], [.stuck(.badLength)]),
    .init("an adjustment that overflows", field(8, adjust: .max), [0, 0, 0, 0, 0, 0, 0, 1], [.stuck(.badLength)]),
    .init(
      "header kept", header(), [1, 9, 0, 2, 97, 98, 2, 9, 0, 0], [.frame([1, 9, 0, 2, 97, 98]), .frame([2, 9, 0, 0])]),
    .init("header kept, the limit counts payload", header(), [1, 9, 0, 8] + eight, [.frame([1, 9, 0, 8] + eight)]),
    .init(
      "header kept, above the limit", header(), [1, 9, 0, 9] + eight + [0, 1, 9, 0, 0],
      [.tooLong(), .skip(13), .frame([1, 9, 0, 0])]),
    .init("the end cuts the field", field(2), atEOF: .deliver, [0], [.bad(.eofInFrame), .skip(1)]),
    .init("the end cuts behind the field", field(2), atEOF: .deliver, [0, 2], [.bad(.eofInFrame), .skip(2)]),
    .init("the end cuts the payload", field(2), [0, 2, 97], [.bad(.eofInFrame), .skip(3)]),
    .init("the end delivers what arrived", field(2), atEOF: .deliver, [0, 2, 97], [.frame("a")]),
    .init(
      "the end delivers the header with it", header(), atEOF: .deliver, [1, 9, 0, 2, 97], [.frame([1, 9, 0, 2, 97])]),
    .init("the end while passing over", field(1), [200, 1, 2, 3], [.tooLong(), .skip(4)]),
  ]

  @Test(arguments: varints) func `a base-128 length means the same in every chunking`(_ table: DecoderCase) {
    table.check()
  }

  static let varints: [DecoderCase] = [
    .init("one group", .varint, [2, 97, 98, 0], [.frame("ab"), .frame("")]),
    .init(
      "two groups", .varint, max: 200, [0x80, 1] + eight + Array(repeating: 7, count: 120),
      [.frame(eight + Array(repeating: 7, count: 120))]),
    .init("padded groups", .varint, [0x81, 0x80, 0, 97], [.frame("a")]),
    .init("above the limit", .varint, [9] + eight + [0, 1, 97], [.tooLong(), .skip(10), .frame("a")]),
    .init("2^63 - 20", .varint, [0xec] + ones(7) + [0x7f, 97], [.tooLong(), .skip(10)]),
    .init("2^63 - 1", .varint, ones(8) + [0x7f, 97], [.stuck(.badLength)]),
    .init("2^63", .varint, Array(repeating: 0x80, count: 9) + [1, 97], [.stuck(.badLength)]),
    .init("2^64", .varint, Array(repeating: 0x80, count: 9) + [2, 97], [.stuck(.badLength)]),
    .init("eleven groups", .varint, Array(repeating: 0x80, count: 11), [.stuck(.badLength)]),
    .init("the end cuts the groups", .varint, [0x80], [.bad(.eofInFrame), .skip(1)]),
  ]

  static let crlf: [UInt8] = [13, 10]
  static let eight: [UInt8] = Array("12345678".utf8)
  static func ones(_ count: Int) -> [UInt8] { Array(repeating: 0xff, count: count) }

  static func field(_ bytes: Int, little: Bool = false, adjust: Int = 0) -> Framing.Kind {
    .binaryLength(.init(bytes: bytes, littleEndian: little, adjust: adjust))
  }

  /// A type, a version, two bytes of length.
  static func header() -> Framing.Kind { .binaryLength(.init(bytes: 2, offset: 2, keepsHeader: true)) }
}
