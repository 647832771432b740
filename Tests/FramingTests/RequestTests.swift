import Framing
import TestSupport
import Testing

@Suite struct RequestTests {
  @Test(arguments: arrays + lines) func `a request means the same in every chunking`(_ table: DecoderCase) {
    table.check()
  }

  private static func whole(_ name: String, _ frames: String...) -> DecoderCase {
    .init(name, .resp, max: 100, frames.joined(), frames.map { .frame($0) })
  }

  private static func refused(_ name: String, _ text: String, _ reason: FrameError.Reason) -> DecoderCase {
    .init(name, .resp, max: 100, text, [.stuck(reason)])
  }

  static let ping = "*1\r\n$4\r\nPING\r\n"

  static let arrays: [DecoderCase] = [
    whole("PING", ping),
    whole("a pipeline", ping, "*2\r\n$3\r\nGET\r\n$1\r\na\r\n", ping),
    whole("empty and binary arguments", "*3\r\n$0\r\n\r\n$4\r\n\r\n\0$\r\n$2\r\n*1\r\n", ping),
    .init(
      "arrays of nothing", .resp, max: 100, "*0\r\n*-1\r\n" + ping + "*-10\r\n", [.skip(9), .frame(ping), .skip(6)]),
    refused("a negative argument", "*1\r\n$-1\r\n", .badLength),
    refused("a sign", "*+1\r\n", .badLength),
    refused("a sign of an argument", "*1\r\n$+4\r\n", .badLength),
    refused("a leading zero", "*01\r\n", .badLength),
    refused("minus zero", "*-0\r\n", .badLength),
    refused("minus alone", "*-\r\n", .badLength),
    refused("no number", "*\r\n", .badLength),
    refused("no number of an argument", "*1\r\n$\r\n", .badLength),
    refused("a blank", "*1 \r\n", .badLength),
    refused("hexadecimal", "*0x1\r\n", .badLength),
    refused("a bare LF", "*1\n$4\nPING\n", .badLength),
    refused("CR and something else", "*1\rx", .badLength),
    refused("2 to the 64", "*18446744073709551616\r\n", .badLength),
    refused("twenty digits of an argument", "*1\r\n$99999999999999999999\r\n", .badLength),
    refused("an integer for an argument", "*1\r\n:4\r\n", .badCommand),
    refused("an array within an array", "*1\r\n*1\r\n$4\r\nPING\r\n", .badCommand),
    refused("too short an argument", "*1\r\n$3\r\nPING\r\n", .badTrailer),
    refused("an argument that ends in LF", "*1\r\n$4\r\nPING\n\n", .badTrailer),
    .init("exactly the limit", .resp, max: 14, ping, [.frame(ping)]),
    .init("one byte more", .resp, max: 13, ping, [.tooLong(13)]).withoutBoundary,
    .init("more arguments than fit", .resp, max: 40, "*7\r\n", [.tooLong(40)]).withoutBoundary,
    .init("arguments that just fit", .resp, max: 40, "*6\r\n", [.bad(.eofInFrame), .skip(4)]),
    .init("no room for the arguments behind", .resp, max: 40, "*4\r\n$15\r\n", [.tooLong(40)]).withoutBoundary,
    .init("a count without end", .resp, max: 40, "*9223372036854775807\r\n", [.tooLong(40)]).withoutBoundary,
    .init("a length without end", .resp, max: 40, "*1\r\n$9223372036854775807\r\n", [.tooLong(40)]).withoutBoundary,
    .init("the end cuts a count", .resp, max: 40, atEOF: .deliver, "*1\r", [.bad(.eofInFrame), .skip(3)]),
    .init(
      "the end cuts an argument", .resp, max: 40, ping + "*1\r\n$4\r\nPI", [.frame(ping), .bad(.eofInFrame), .skip(10)]),
    .init(
      "the end cuts, and it is delivered", .resp, max: 40, atEOF: .deliver, "*1\r\n$4\r\nPI", [.frame("*1\r\n$4\r\nPI")]
    ),
  ]

  static let lines: [DecoderCase] = [
    .init("lines", .resp, max: 20, "PING\r\nGET  a\n", [.frame("PING"), .frame("GET  a")]),
    .init("empty lines and blanks", .resp, max: 20, "\r\n\n \t\r\nPING\n", [.skip(7), .frame("PING")]),
    .init("lines and arrays", .resp, max: 20, "A\r\n" + ping + "B\r\n", [.frame("A"), .frame(ping), .frame("B")]),
    .init("blanks within quotes", .resp, max: 20, "SET a \"b c\"\r\n", [.frame("SET a \"b c\"")]),
    refused("an open quote", "SET a \"b c\r\n", .badCommand),
    refused("something behind a quote", "SET \"a\"b\r\n", .badCommand),
    .init("a long line", .resp, "123456789\r\nPING\r\n", [.tooLong(), .skip(11), .frame("PING")]),
    .init("the end cuts a line", .resp, "PING", [.bad(.eofInFrame), .skip(4)]),
  ]

  @Test(arguments: [
    ("*1\r\n$4\r\nPING\r\n", ["PING"]), ("*3\r\n$3\r\nSET\r\n$0\r\n\r\n$4\r\n\r\n \0\r\n", ["SET", "", "\r\n \0"]),
    ("PING", ["PING"]), (" SET\t a  b ", ["SET", "a", "b"]), ("SET \"a b\" \"\"", ["SET", "a b", ""]),
    ("a\"b", ["a\"b"]), ("*2\r\n$3\r\nGET\r\n$4\r\nab", ["GET"]), ("*2\r\n$3\r\nGET\r\n$", ["GET"]), ("", []),
    ("*", []),
  ])
  func `a request has arguments`(text: String, expected: [String]) {
    let content = Array(text.utf8)
    var fields = FrameFields()
    for _ in 0..<2 { fields.read(content.span, as: .resp) }
    #expect(fields.arguments.map { Array(content[$0]) } == expected.map { Array($0.utf8) })
    #expect(fields.header(Array("a".utf8), in: content.span) == nil)
  }

  @Test func `a reply goes out as it is`() {
    var outbox = Outbox()
    #expect(outbox.write([.text("$2\r\n"), .value("\r\n"), .text("\r\n")], FrameEncoder(Framing(.resp))) == nil)
    #expect(outbox.bytes.copy(from: 0) == Array("$2\r\n\r\n\r\n".utf8))
  }

  /// The count of a request that is read argument by argument is not read again.
  @Test func `bytes once read are not read again`() {
    var decoder = FrameDecoder(Framing(.resp, maximum: 1_000_000))
    var bytes = Array("*1000\r\n".utf8)
    for count in 1...1000 {
      bytes += Array("$1\r\na\r\n".utf8)
      let step = decoder.next(bytes.span)
      guard count < 1000 else {
        #expect(step == .frame(payload: 0..<bytes.count, consumed: bytes.count))
        return
      }
      guard step == .incomplete else {
        Issue.record("\(step) after \(count) arguments")
        return
      }
      bytes.replaceSubrange(0..<bytes.count, with: [UInt8](repeating: 42, count: bytes.count))
    }
  }
}

extension DecoderCase {
  /// The same, where nothing is known of what follows.
  fileprivate var withoutBoundary: DecoderCase {
    .init(name, framing.kind, max: framing.maximum, bytes, [.init(events: expected + [.stuck])])
  }
}
