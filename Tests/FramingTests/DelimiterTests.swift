import Framing
import TestSupport
import Testing

@Suite struct DelimiterTests {
  @Test(arguments: table) func `a delimited frame means the same in every chunking`(_ table: DecoderCase) {
    table.check()
  }

  static let table: [DecoderCase] = [
    .init("NUL", marks("\0"), "ab\0\0c\0", [.frame("ab"), .frame(""), .frame("c")]),
    .init("a mark of two bytes", marks("||"), "a|b||c|||d||", [.frame("a|b"), .frame("c"), .frame("|d")]),
    .init(
      "the longer of two", marks(";\r\n", ";"), "a;b;\r\nc;\rd;",
      [.frame("a"), .frame("b"), .frame("c"), .frame("\rd")]),
    .init("written in the other order", marks(";", ";\r\n"), "a;\r\nb;", [.frame("a"), .frame("b")]),
    .init("a mark that could grow at the end", marks(";\r\n", ";"), "a;", [.frame("a")]),
    .init(
      "a mark that half grew at the end", marks(";\r\n", ";"), atEOF: .deliver, "a;\r", [.frame("a"), .frame("\r")]),
    .init("the earliest place wins", marks("bcd", "c"), "abcdxc", [.frame("a"), .frame("x")]),
    .init(
      "the earliest place that comes to nothing", marks("bcd", "c"), "abcxbd",
      [.frame("ab"), .bad(.eofInFrame), .skip(3)]),
    .init("a later mark while an earlier may grow, at the end", marks("bcd", "c"), "abc", [.frame("ab")]),
    .init("marks that begin alike", marks("--", "-=", "-=#"), "a--b-=c-=#", [.frame("a"), .frame("b"), .frame("c")]),
    .init("a mark that overlaps itself", marks("aab"), "xaaab", [.frame("xa")]),
    .init("a mark of equal bytes", marks("\n\n"), "a\n\n\nb\n\n", [.frame("a"), .frame("\nb")]),
    .init("exactly the limit", marks("||"), "12345678||", [.frame("12345678")]),
    .init("one byte more", marks("||"), "123456789||a||", [.tooLong(), .skip(11), .frame("a")]),
    .init("the limit and half a mark", marks("||"), "12345678|x||a||", [.tooLong(), .skip(12), .frame("a")]),
    .init("the limit and half a mark at the end", marks("||"), atEOF: .deliver, "12345678|", [.tooLong(), .skip(9)]),
    .init(
      "beyond the limit, then a mark that grows", marks(";\r\n", ";"), "123456789;\r\na;",
      [.tooLong(), .skip(12), .frame("a")]),
    .init("beyond the limit, then a mark and the end", marks(";\r\n", ";"), "123456789;", [.tooLong(), .skip(10)]),
    .init("the end drops half a frame", marks("||"), "ab|", [.bad(.eofInFrame), .skip(3)]),
    .init("the end delivers half a frame", marks("||"), atEOF: .deliver, "ab|", [.frame("ab|")]),
    .init("no marks at all", .delimiter([]), "123456789", [.tooLong(), .skip(9)]),
    .init("empty marks are none", marks("", ";"), "a;", [.frame("a")]),
  ]

  private static func marks(_ texts: String...) -> Framing.Kind { .delimiter(texts.map { Array($0.utf8) }) }
}
