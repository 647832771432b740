import Framing
import Testing

@Suite struct EncoderTests {
  enum Part: Sendable {
    case text(String)
    case value(String)
    /// A value that a filter made safe.
    case checked(String)
    case bytes([UInt8])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: Framing.Kind
    let parts: [Part]
    let expected: Result<[UInt8], FrameRefusal>

    init(_ name: String, _ kind: Framing.Kind, _ parts: [Part], _ expected: String) {
      self.init(name, kind, parts, bytes: Array(expected.utf8))
    }

    init(_ name: String, _ kind: Framing.Kind, _ parts: [Part], bytes: [UInt8]) {
      (self.name, self.kind, self.parts, expected) = (name, kind, parts, .success(bytes))
    }

    init(_ name: String, _ kind: Framing.Kind, _ parts: [Part], refusal: FrameRefusal) {
      (self.name, self.kind, self.parts, expected) = (name, kind, parts, .failure(refusal))
    }

    var testDescription: String { name }
  }

  @Test(arguments: lines + delimited + sized) func `a reply is wrapped, or refused and forgotten`(_ table: Case) {
    var outbox = Outbox()
    outbox.openFrame(limit: 100)
    outbox.appendText(Array("before".utf8))
    outbox.forceClose()
    let answer = outbox.write(table.parts, FrameEncoder(Framing(table.kind)))
    let after = outbox.withBytes { bytes in (6..<bytes.count).map { bytes[$0] } }
    switch table.expected {
    case .success(let bytes):
      #expect(answer == nil)
      #expect(after == bytes)
    case .failure(let refusal):
      #expect(answer == refusal)
      #expect(after.isEmpty)
    }
  }

  private static let five = [Part](repeating: .value("a"), count: 5)
  static let lf = Framing.Kind.line(reply: .lf)
  static let tolerant = Framing.Kind.line(reply: .crlf)

  static let lines: [Case] = [
    .init("line", lf, [.text("ack:"), .value("ab")], "ack:ab\n"),
    .init("nothing", lf, [], "\n"),
    .init("an empty value", lf, [.value("")], "\n"),
    .init("line that answers CRLF", tolerant, [.value("ab")], "ab\r\n"),
    .init("the author's own newline", lf, [.text("a\n"), .value("b")], "a\nb\n"),
    .init("a value with LF", lf, [.text("ack:"), .value("a\nb")], refusal: .terminatorInValue),
    .init("a second value with LF", lf, [.value("a"), .text("-"), .value("b\n")], refusal: .terminatorInValue),
    .init("the sixth value with LF", lf, five + [.value("b\n")], refusal: .terminatorInValue),
    .init("a value with LF that a filter made safe", lf, [.checked("a\nb")], "a\nb\n"),
    .init("a value with CR", lf, [.value("a\r")], "a\r\n"),
    .init("a value with LF, answering CRLF", tolerant, [.value("a\nb")], refusal: .terminatorInValue),
    .init("CRLF", .crlf, [.text("250 "), .value("ok")], "250 ok\r\n"),
    .init("a value with a bare LF", .crlf, [.value("a\nb")], refusal: .terminatorInValue),
    .init("a value with a bare CR", .crlf, [.value("a\rb")], refusal: .terminatorInValue),
    .init("the author's own CRLF", .crlf, [.text("a\r\n"), .value("b")], "a\r\nb\r\n"),
    .init("NUL and invalid UTF-8", .crlf, [.value("\0\u{80}")], "\0\u{80}\r\n"),
  ]

  static let delimited: [Case] = [
    .init("one byte", marks(";"), [.value("ab")], "ab;"),
    .init("one byte in a value", marks(";"), [.text("x"), .value("a;b")], refusal: .terminatorInValue),
    .init("the first mark is added", marks(";\r\n", ";"), [.value("ab")], "ab;\r\n"),
    .init("the second mark in a value", marks(";\r\n", ";"), [.value("a;b")], refusal: .terminatorInValue),
    .init("half a mark in a value", marks("||"), [.value("a|b")], "a|b||"),
    .init("a mark that begins in a value", marks("||"), [.value("a|"), .text("|b")], refusal: .terminatorInValue),
    .init("a mark that ends in a value", marks("||"), [.text("a|"), .value("|b")], refusal: .terminatorInValue),
    .init("a mark around a value", marks("a-b"), [.text("a"), .value("-"), .text("b")], refusal: .terminatorInValue),
    .init("a mark across two values", marks("||"), [.value("|"), .value("|")], refusal: .terminatorInValue),
    .init("a mark of a value and the added one", marks("||"), [.value("a|")], refusal: .terminatorInValue),
    .init("a value that only touches the added mark", marks("ab"), [.value("xa")], "xaab"),
    .init(
      "a longer mark of a value and the added one", marks("\n", "\r\n"), [.value("a\r")], refusal: .terminatorInValue),
    .init("a mark in the author's text", marks("||"), [.text("a||"), .value("b")], "a||b||"),
    .init("half a mark in front of a checked value", marks("||"), [.text("a|"), .checked("|b")], "a||b||"),
    .init("a value that goes on with the mark before", marks(";", ";+"), [.value("+a")], refusal: .terminatorInValue),
    .init("text that goes on with the mark before", marks(";", ";+"), [.text("+"), .value("a")], "+a;"),
    .init("between", .mllp, [.value("a\rb")], "\u{b}a\rb\u{1c}\r"),
    .init("an end mark in a value", .mllp, [.value("a\u{1c}\rb")], refusal: .terminatorInValue),
    .init("an end mark across the border", .mllp, [.value("a\u{1c}"), .text("\r")], refusal: .terminatorInValue),
    .init("half an end mark", .mllp, [.value("a\u{1c}")], "\u{b}a\u{1c}\u{1c}\r"),
    .init("an end mark and no value", .stxEtx, [.text("a\u{3}")], "\u{2}a\u{3}\u{3}"),
  ]

  static let sized: [Case] = [
    .init("fixed", .fixed(4, trailer: [10]), [.value("a\n")], "a\n"),
    .init("end of stream", .eof, [.value("a\n")], "a\n"),
    .init("netstring", .netstring, [.text("he"), .value("llo,")], "6:hello,,"),
    .init("empty netstring", .netstring, [], "0:,"),
    .init("octet counting", .octetCounted, [.value("1234567890")], "10 1234567890"),
    .init("four digits", digits(4), [.value("hello")], "0005hello"),
    .init("too few digits", digits(1), [.value("0123456789")], refusal: .lengthNotExpressible(10)),
    .init("just enough digits", digits(1), [.value("012345678")], "9012345678"),
    .init("one byte", field(1), [.value("ab")], bytes: [2, 97, 98]),
    .init("four bytes", field(4), [.value("ab")], bytes: [0, 0, 0, 2, 97, 98]),
    .init("four bytes, little end first", field(4, little: true), [.value("ab")], bytes: [2, 0, 0, 0, 97, 98]),
    .init("eight bytes", field(8), [.value("a")], bytes: [0, 0, 0, 0, 0, 0, 0, 1, 97]),
    .init("255 in one byte", field(1), [.value(long(255))], bytes: [255] + Array(long(255).utf8)),
    .init("256 in one byte", field(1), [.value(long(256))], refusal: .lengthNotExpressible(256)),
    .init("256 in two bytes", field(2), [.value(long(256))], bytes: [1, 0] + Array(long(256).utf8)),
    .init("the field counts itself", field(2, adjust: -2), [.value("ab")], bytes: [0, 4, 97, 98]),
    .init("a field that does not count a checksum", field(1, adjust: 1), [.value("abc")], bytes: [2, 97, 98, 99]),
    .init("less than the adjustment", field(1, adjust: 1), [], refusal: .lengthNotExpressible(0)),
    .init("the smallest adjustment", field(8, adjust: .min), [.value("a")], refusal: .lengthNotExpressible(1)),
    .init(
      "the header is the reply's own", header, [.text("\u{1}\u{9}??"), .value("abc")], bytes: [1, 9, 0, 3, 97, 98, 99]),
    .init("a header and no payload", header, [.text("\u{1}\u{9}??")], bytes: [1, 9, 0, 0]),
    .init("a reply shorter than the header", header, [.text("\u{1}\u{9}?")], refusal: .lengthNotExpressible(3)),
    .init("a varint of one byte", .varint, [.value(long(127))], bytes: [127] + Array(long(127).utf8)),
    .init("a varint of two bytes", .varint, [.value(long(128))], bytes: [0x80, 1] + Array(long(128).utf8)),
    .init("an empty varint", .varint, [], bytes: [0]),
  ]

  private static let header = Framing.Kind.binaryLength(.init(bytes: 2, offset: 2, keepsHeader: true))

  private static func marks(_ texts: String...) -> Framing.Kind { .delimiter(texts.map { Array($0.utf8) }) }
  private static func digits(_ count: Int) -> Framing.Kind { .decimalLength(.init(.digits(count))) }
  private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }
  private static func field(_ bytes: Int, little: Bool = false, adjust: Int = 0) -> Framing.Kind {
    .binaryLength(.init(bytes: bytes, littleEndian: little, adjust: adjust))
  }
}

extension Outbox {
  /// Renders one frame; the refusal, if it is refused.
  mutating func write(_ parts: [EncoderTests.Part], _ encoder: FrameEncoder) -> FrameRefusal? {
    openFrame(limit: 1000)
    for part in parts {
      let start = frameCount
      switch part {
      case .text(let text): appendText(Array(text.utf8))
      case .value(let text):
        appendValue(Array(text.utf8).span)
        endValue(from: start, checked: false)
      case .checked(let text):
        appendValue(Array(text.utf8).span)
        endValue(from: start, checked: true)
      case .bytes(let bytes):
        appendValue(bytes.span)
        endValue(from: start, checked: false)
      }
    }
    return close(encoder)
  }

  mutating func close(_ encoder: FrameEncoder) -> FrameRefusal? {
    do throws(FrameRefusal) {
      try closeFrame(encoder)
      return nil
    } catch {
      return error
    }
  }

  /// Ends a frame as it is.
  mutating func forceClose() { _ = close(FrameEncoder(Framing(.eof))) }
}
