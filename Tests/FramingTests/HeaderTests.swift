import Framing
import TestSupport
import Testing

@Suite struct HeaderTests {
  @Test(arguments: http + lineEnds + bodies + stomp + lsp)
  func `a message with headers means the same in every chunking`(_ table: DecoderCase) { table.check() }

  private static func whole(_ name: String, _ kind: Framing.Kind, _ frames: String...) -> DecoderCase {
    .init(name, kind, max: 100, frames.joined(), frames.map { .frame($0) })
  }

  private static func refused(
    _ name: String, _ text: String, _ reason: FrameError.Reason, in kind: Framing.Kind = .http
  ) -> DecoderCase {
    .init(name, kind, max: 1000, text, [.stuck(reason)])
  }

  static let http: [DecoderCase] = [
    .init("nothing", .http, "", []),
    whole("no headers", .http, "GET / HTTP/1.1\r\n\r\n", "GET /b HTTP/1.1\r\n\r\n"),
    whole("no length, no body", .http, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PUT / HTTP/1.1\r\nA:b\r\n\r\n"),
    whole("a body", .http, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\na\r\n\r\n", "G\r\n\r\n"),
    whole("a body of nothing", .http, "POST\r\nContent-Length: 0\r\n\r\n", "G\r\n\r\n"),
    whole("any case, any blanks", .http, "P\r\ncOnTeNt-lEnGtH:\t 2 \r\n\r\nab", "G\r\n\r\n"),
    whole("zeros before a length", .http, "P\r\nContent-Length: 002\r\n\r\nab", "G\r\n\r\n"),
    whole("another header with that name in it", .http, "P\r\nX-Content-Length: 2\r\n\r\n", "ab\r\n\r\n"),
    whole("a name of other marks", .http, "P\r\n!#$%&'*+-.^_`|~\"é: 2\r\n\r\n"),
    whole("an empty value", .http, "P\r\nA:\r\nB: \r\n\r\n"),
    .init(
      "empty lines before and between", .http, max: 20, "\r\n\r\nG\r\n\r\n\r\nH\r\n\r\n",
      [.skip(4), .frame("G\r\n\r\n"), .skip(2), .frame("H\r\n\r\n")]),
    .init("empty lines and the end", .http, "\r\n\r\n", [.skip(4)]),
    .init(
      "the end cuts the head", .http, max: 20, "G\r\n\r\nH\r\nA: b",
      [.frame("G\r\n\r\n"), .bad(.eofInFrame), .skip(7)]),
    .init(
      "the end cuts the head, and it is delivered", .http, max: 20, atEOF: .deliver, "H\r\nA: b", [.frame("H\r\nA: b")]),
  ]

  static let lineEnds: [DecoderCase] = [
    refused("a bare LF in the start line", "G /\nA: b\r\n\r\n", .bareNewline),
    refused("a bare LF behind a header", "G\r\nA: b\n\r\n", .bareNewline),
    refused("a bare CR", "G\r\nA: b\rC: d\r\n\r\n", .bareNewline),
    refused("CR CR LF", "G\r\nA: b\r\r\n\r\n", .bareNewline),
    refused("an empty line that is a bare LF", "G\r\n\n", .bareNewline),
    refused("a bare LF first", "\nG\r\n\r\n", .bareNewline),
    refused("NUL in the start line", "G\0\r\n\r\n", .badHeader),
    refused("NUL in a header", "G\r\nA: \0\r\n\r\n", .badHeader),
    .init("a head of exactly the limit", .http, max: 5, "G\r\n\r\n", [.frame("G\r\n\r\n")]),
    .init("a head of one byte more", .http, max: 4, "G\r\n\r\n", [.tooLong(4)]),
    .init("a long start line", .http, "123456789", [.tooLong()]),
  ].map { $0.isTooLong ? $0.stuck : $0 }

  static let bodies: [DecoderCase] = [
    .init("exactly the limit", .http, max: 26, message("3", "abc"), [.frame(message("3", "abc"))]),
    .init(
      "a body above the limit is passed over", .http, max: 26, message("4", "abcd") + "G\r\n\r\n",
      [.tooLong(26), .skip(27), .frame("G\r\n\r\n")]),
    .init(
      "a body far above the limit", .http, max: 50, message("9223372036854775000", "abc"), [.tooLong(50), .skip(44)]),
    .init("a body above all integers", .http, max: 50, message("9223372036854775807", "abc"), [.stuck(.badLength)]),
    .init("the end cuts a body", .http, max: 40, message("5", "abc"), [.bad(.eofInFrame), .skip(26)]),
    .init(
      "the end cuts a body, and it is delivered", .http, max: 40, atEOF: .deliver, message("5", "abc"),
      [.frame(message("5", "abc"))]),
  ]

  private static func message(_ length: String, _ body: String) -> String {
    "P\r\nContent-Length:\(length)\r\n\r\n\(body)"
  }

  static let stomp: [DecoderCase] = [
    .init("up to NUL", .stomp, max: 40, "SEND\na:b\n\nhi\0", [.frame("SEND\na:b\n\nhi")]),
    .init("no body", .stomp, max: 40, "SEND\n\n\0SEND\r\n\r\n\0", [.frame("SEND\n\n"), .frame("SEND\r\n\r\n")]),
    .init(
      "a length and NULs in the body", .stomp, max: 40, "SEND\ncontent-length:3\n\n\0a\0\0",
      [.frame("SEND\ncontent-length:3\n\n\0a\0")]),
    .init(
      "heartbeats", .stomp, max: 40, "\n\r\nSEND\n\n\0\n\nSEND\n\n\0\n",
      [.skip(3), .frame("SEND\n\n"), .skip(2), .frame("SEND\n\n"), .skip(1)]),
    .init("something else behind the length", .stomp, max: 40, "SEND\ncontent-length:1\n\nab", [.stuck(.badTrailer)]),
    .init(
      "blanks around a length", .stomp, max: 40, "S\ncontent-length: 1 \n\na\0", [.frame("S\ncontent-length: 1 \n\na")]),
    .init("exactly the limit", .stomp, max: 8, "S\n\n12345\0", [.frame("S\n\n12345")]),
    .init(
      "one byte more", .stomp, max: 8, "S\n\n123456\0S\n\n\0", [.tooLong(), .skip(10), .frame("S\n\n")]),
    .init("NUL in the head", .stomp, max: 40, "SEND\0\n\n\0", [.stuck(.badHeader)]),
    .init("the end cuts the body", .stomp, max: 40, "S\n\nab", [.bad(.eofInFrame), .skip(5)]),
    .init("the end cuts the NUL", .stomp, max: 40, atEOF: .deliver, "S\n\nab", [.frame("S\n\nab")]),
    .init(
      "a mark of two bytes", headers(end: "--"), max: 40, "S\r\n\r\na-b---",
      [.frame("S\r\n\r\na-b"), .bad(.eofInFrame), .skip(1)]),
  ]

  static let lsp: [DecoderCase] = [
    whole("LSP", .lsp, "Content-Length: 2\r\nContent-Type: x\r\n\r\n{}", "Content-Length: 4\r\n\r\nnull"),
    whole("LSP without a length", .lsp, "A: b\r\n\r\n", "Content-Length: 2\r\n\r\n{}"),
    refused("a start line where there is none", "GET / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", .badHeader, in: .lsp),
    whole("SIP's compact form", .sip, "OPTIONS sip:a SIP/2.0\r\nl: 2\r\n\r\nab", "A\r\nContent-Length:1\r\n\r\nx"),
    refused("SIP's two forms at once", "A\r\nl: 2\r\nContent-Length: 2\r\n\r\nab", .badLength, in: .sip),
  ]

  private static func headers(end: String) -> Framing.Kind { .headers(.init(end: Array(end.utf8))) }

  /// Where two readers could differ, nobody reads. See RFC 9112 §6.3 and §11.2.
  @Test(arguments: [
    refused("two lengths", "P\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", .badLength),
    refused("the same length twice", "P\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", .badLength),
    refused("a list of lengths", "P\r\nContent-Length: 5, 5\r\n\r\n", .badLength),
    refused("a sign", "P\r\nContent-Length: +5\r\n\r\n", .badLength),
    refused("a negative length", "P\r\nContent-Length: -5\r\n\r\n", .badLength),
    refused("a hexadecimal length", "P\r\nContent-Length: 0x5\r\n\r\n", .badLength),
    refused("an empty length", "P\r\nContent-Length:\r\n\r\n", .badLength),
    refused("a length of blanks", "P\r\nContent-Length:  \r\n\r\n", .badLength),
    refused("a length in quotes", "P\r\nContent-Length: \"5\"\r\n\r\n", .badLength),
    refused("a length with a point", "P\r\nContent-Length: 5.0\r\n\r\n", .badLength),
    refused("a length and more", "P\r\nContent-Length: 5 5\r\n\r\n", .badLength),
    refused("a length with a vertical tab", "P\r\nContent-Length: \u{b}5\r\n\r\n", .badLength),
    refused("a length above all integers", "P\r\nContent-Length: 18446744073709551621\r\n\r\n", .badLength),
    refused(
      "a length of digits without end", "P\r\nContent-Length: \(String(repeating: "9", count: 300))\r\n", .badLength),
    refused("Transfer-Encoding", "P\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .badHeader),
    refused("both", "P\r\nContent-Length: 5\r\ntransfer-encoding: chunked\r\n\r\n", .badHeader),
    refused("Transfer-Encoding: identity", "P\r\nTRANSFER-ENCODING:identity\r\n\r\n", .badHeader),
    refused("a blank before the colon", "P\r\nContent-Length : 5\r\n\r\n", .badHeader),
    refused("a tab before the colon", "P\r\nTransfer-Encoding\t: chunked\r\n\r\n", .badHeader),
    refused("a folded line", "P\r\nA: b\r\n c\r\n\r\n", .badHeader),
    refused("a folded line first", "P\r\n Content-Length: 5\r\n\r\n", .badHeader),
    refused("a line of blanks", "P\r\n \r\n\r\n", .badHeader),
    refused("no colon", "P\r\nContent-Length 5\r\n\r\n", .badHeader),
    refused("no name", "P\r\n: 5\r\n\r\n", .badHeader),
    refused("a control byte in a name", "P\r\nContent-Length\u{b}: 5\r\n\r\n", .badHeader),
    refused("DEL in a name", "P\r\n\u{7f}Content-Length: 5\r\n\r\n", .badHeader),
  ])
  func `what another reader could take otherwise is refused`(_ table: DecoderCase) { table.check() }

  /// The time grows with the bytes, not with their square: a head that is read again for every byte of the
  /// body would be read 20 000 times.
  @Test func `bytes once read are not read again`() {
    let head = Array("S\n".utf8) + (0..<2000).flatMap { Array("h\($0):v\n".utf8) } + [10]
    var decoder = FrameDecoder(Framing(.stomp))
    var bytes = head
    let first = decoder.next(bytes.span)
    #expect(first == .incomplete)
    bytes.replaceSubrange(0..<head.count, with: [UInt8](repeating: 0, count: head.count))
    for _ in 0..<1000 {
      bytes.append(120)
      let step = decoder.next(bytes.span)
      guard step == .incomplete else {
        Issue.record("\(step)")
        return
      }
    }
    let end = bytes.count
    bytes.append(0)
    let last = decoder.next(bytes.span)
    #expect(last == .frame(payload: 0..<end, consumed: end + 1))
  }
}

extension DecoderCase {
  fileprivate var isTooLong: Bool { expected.contains { if case .failed(.tooLong) = $0 { true } else { false } } }

  /// The same, where nothing is known of what follows.
  fileprivate var stuck: DecoderCase {
    .init(name, framing.kind, max: framing.maximum, bytes, [.init(events: expected + [.stuck])])
  }
}
