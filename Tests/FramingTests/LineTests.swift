import Framing
import TestSupport
import Testing

@Suite struct LineTests {
  @Test(arguments: lines) func `a line means the same in every chunking`(_ table: DecoderCase) { table.check() }

  static let line = Framing.Kind.line(reply: .lf)

  static let lines: [DecoderCase] = [
    .init("nothing", line, "", []),
    .init("LF and CRLF end lines", line, "ab\ncd\r\nef\n", [.frame("ab"), .frame("cd"), .frame("ef")]),
    .init("empty lines are frames", line, "\n\r\n\n", [.frame(""), .frame(""), .frame("")]),
    .init("CR elsewhere is payload", line, "a\rb\n\r\r\n\rc\n", [.frame("a\rb"), .frame("\r"), .frame("\rc")]),
    .init("LF CR is an empty line and a CR", line, "\n\r\n\r\n", [.frame(""), .frame(""), .frame("")]),
    .init(
      "other line separators are payload", line, "\u{0b}\u{0c}\u{85}\u{2028}\n", [.frame("\u{0b}\u{0c}\u{85}\u{2028}")]),
    .init(
      "NUL and invalid UTF-8", line, [0, 0xc0, 0x80, 0xed, 0xa0, 0xff, 10], [.frame([0, 0xc0, 0x80, 0xed, 0xa0, 0xff])]),
    .init("one byte less than the limit", line, "1234567\n", [.frame("1234567")]),
    .init("exactly the limit", line, "12345678\n", [.frame("12345678")]),
    .init("exactly the limit before CRLF", line, "12345678\r\n", [.frame("12345678")]),
    .init("one byte more than the limit", line, "123456789\nab\n", [.tooLong(), .skip(10), .frame("ab")]),
    .init("one byte more before CRLF", line, "123456789\r\nab\r\n", [.tooLong(), .skip(11), .frame("ab")]),
    .init("the limit, a CR and no LF", line, "12345678\rx\nab\n", [.tooLong(), .skip(11), .frame("ab")]),
    .init("the limit, two CRs and LF", line, "12345678\r\r\nab\n", [.tooLong(), .skip(11), .frame("ab")]),
    .init("an empty line behind a long one", line, "123456789\n\n", [.tooLong(), .skip(10), .frame("")]),
    .init(
      "two long lines fail twice", line, "123456789\n123456789abc\r\nx\n",
      [.tooLong(), .skip(10), .tooLong(), .skip(14), .frame("x")]),
    .init("a limit of none", line, max: 0, "\n\r\na\n\n", [.frame(""), .frame(""), .tooLong(0), .skip(2), .frame("")]),
    .init("the end cuts a line", line, "ab\ncd", [.frame("ab"), .bad(.eofInFrame), .skip(2)]),
    .init("the end cuts a line that is delivered", line, atEOF: .deliver, "ab\ncd", [.frame("ab"), .frame("cd")]),
    .init("the end stands in for the LF", line, atEOF: .deliver, "ab\ncd\r", [.frame("ab"), .frame("cd")]),
    .init("the end after the limit and a CR", line, atEOF: .deliver, "12345678\r", [.frame("12345678")]),
    .init("the end cuts a CR", line, "\r", [.bad(.eofInFrame), .skip(1)]),
    .init("the end cuts a long line", line, "123456789abc", [.tooLong(), .skip(12)]),
    .init("the end cuts a long line's CRLF", line, atEOF: .deliver, "123456789\r", [.tooLong(), .skip(10)]),
    .init("the end behind a whole line", line, atEOF: .deliver, "ab\n", [.frame("ab")]),
  ]

  @Test(arguments: strictLines) func `a CRLF line means the same in every chunking`(_ table: DecoderCase) {
    table.check()
  }

  static let strictLines: [DecoderCase] = [
    .init("CRLF ends lines", .crlf, "ab\r\n\r\ncd\r\n", [.frame("ab"), .frame(""), .frame("cd")]),
    .init("a bare LF", .crlf, "ab\ncd\r\nef\r\n", [.bad(.bareNewline), .skip(7), .frame("ef")]),
    .init("a bare CR", .crlf, "ab\rcd\r\nef\r\n", [.bad(.bareNewline), .skip(7), .frame("ef")]),
    .init("CR CR LF", .crlf, "ab\r\r\nef\r\n", [.bad(.bareNewline), .skip(5), .frame("ef")]),
    .init("LF CR", .crlf, "ab\n\rx\r\nef\r\n", [.bad(.bareNewline), .skip(7), .frame("ef")]),
    .init("LF CR LF", .crlf, "ab\n\r\nef\r\n", [.bad(.bareNewline), .skip(5), .frame("ef")]),
    .init("several bare ones fail once", .crlf, "a\nb\nc\rd\r\nef\r\n", [.bad(.bareNewline), .skip(9), .frame("ef")]),
    .init("dot, bare LF, as smugglers do", .crlf, "\n.\r\nok\r\n", [.bad(.bareNewline), .skip(4), .frame("ok")]),
    .init("VT and NUL are payload", .crlf, "\u{0b}\0\r\n", [.frame("\u{0b}\0")]),
    .init("exactly the limit", .crlf, "12345678\r\n", [.frame("12345678")]),
    .init("one byte more than the limit", .crlf, "123456789\r\nab\r\n", [.tooLong(), .skip(11), .frame("ab")]),
    .init("a bare LF at the limit", .crlf, "12345678\nx\r\nab\r\n", [.bad(.bareNewline), .skip(12), .frame("ab")]),
    .init("a bare LF beyond the limit", .crlf, "123456789\n\r\nab\r\n", [.tooLong(), .skip(12), .frame("ab")]),
    .init("a bare CR at the limit", .crlf, "12345678\rx\r\nab\r\n", [.bad(.bareNewline), .skip(12), .frame("ab")]),
    .init("the end cuts a line", .crlf, "ab", [.bad(.eofInFrame), .skip(2)]),
    .init("the end cuts a terminator", .crlf, "ab\r", [.bad(.eofInFrame), .skip(3)]),
    .init("the end stands in for the LF", .crlf, atEOF: .deliver, "ab\r", [.frame("ab")]),
    .init("the end while passing over", .crlf, "ab\ncd\r", [.bad(.bareNewline), .skip(6)]),
  ]
}
