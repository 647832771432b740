import Framing
import TestSupport
import Testing

@Suite struct DecimalLengthTests {
  @Test(arguments: table) func `a decimal length means the same in every chunking`(_ table: DecoderCase) {
    table.check()
  }

  static let table: [DecoderCase] = [
    .init("netstring", .netstring, "5:hello,0:,1:,,", [.frame("hello"), .frame(""), .frame(",")]),
    .init("netstring with another trailer", .netstring, "5:hello;", [.stuck(.badTrailer)]),
    .init("netstring that is longer than it says", .netstring, "2:hello,", [.stuck(.badTrailer)]),
    .init("octet counting", .octetCounted, "5 hello3 a\nb", [.frame("hello"), .frame("a\nb")]),
    .init("four digits", digits(4), "0005hello0000", [.frame("hello"), .frame("")]),
    .init("exactly the limit", .netstring, "8:12345678,", [.frame("12345678")]),
    .init("above the limit", .netstring, "9:123456789,1:a,", [.tooLong(), .skip(12), .frame("a")]),
    .init("above the limit, in digits", digits(2), "09123456789011", [.tooLong(), .skip(11), .frame("1")]),
    .init("leading zero", .netstring, "05:hello,", [.stuck(.badLength)]),
    .init("two zeros", .netstring, "00:,", [.stuck(.badLength)]),
    .init("plus", .netstring, "+5:hello,", [.stuck(.badLength)]),
    .init("minus", .netstring, "-1:,", [.stuck(.badLength)]),
    .init("hexadecimal", .netstring, "0x10:hello,", [.stuck(.badLength)]),
    .init("leading blank", .netstring, " 5:hello,", [.stuck(.badLength)]),
    .init("blank in front of a blank", .octetCounted, " 5 hello", [.stuck(.badLength)]),
    .init("trailing blank", .netstring, "5 :hello,", [.stuck(.badLength)]),
    .init("no digits", .netstring, ":,", [.stuck(.badLength)]),
    .init("a sign among fixed digits", digits(4), "+005hello", [.stuck(.badLength)]),
    .init("a blank among fixed digits", digits(4), "   5hello", [.stuck(.badLength)]),
    .init("2^31", .netstring, "2147483648:a", [.tooLong(), .skip(12)]),
    .init("2^63 - 100", .netstring, "9223372036854775708:a", [.tooLong(), .skip(21)]),
    .init("2^63 - 1", .netstring, "9223372036854775807:", [.stuck(.badLength)]),
    .init("2^63", .netstring, "9223372036854775808", [.stuck(.badLength)]),
    .init("2^64", .netstring, "18446744073709551616", [.stuck(.badLength)]),
    .init("20 digits", .netstring, "11111111111111111111", [.stuck(.badLength)]),
    .init("20 fixed digits", digits(20), "99999999999999999999", [.stuck(.badLength)]),
    .init("20 fixed digits, mostly zeros", digits(20), "00000000000000000001a", [.frame("a")]),
    .init("digits of other scripts", .netstring, "٣:abc,", [.stuck(.badLength)]),
    .init("the end cuts the digits", .netstring, atEOF: .deliver, "5", [.bad(.eofInFrame), .skip(1)]),
    .init("the end cuts the payload", .netstring, "5:he", [.bad(.eofInFrame), .skip(4)]),
    .init("the end delivers what arrived", .netstring, atEOF: .deliver, "5:he", [.frame("he")]),
    .init("the end delivers a payload without its trailer", .netstring, atEOF: .deliver, "0:", [.frame("")]),
  ]

  private static func digits(_ count: Int) -> Framing.Kind { .decimalLength(.init(.digits(count))) }
}
