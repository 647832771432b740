import Routing
import Testing

struct PatternMatchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var pattern: String
    var subject: String
    /// Nothing where the subject does not match.
    var captures: String?

    init(_ pattern: String, _ subject: String, _ captures: String?) {
      (self.pattern, self.subject, self.captures) = (pattern, subject, captures)
    }

    var testDescription: String { "\(pattern) on \(subject.debugDescription)" }
  }

  private static func check(_ test: Case) throws {
    #expect(try captured(test.pattern, test.subject) == test.captures)
  }

  static let text: [Case] = [
    .init("PING", "PING", ""), .init("PING", "PINGS", nil), .init("PING", "PIN", nil), .init("PING", "xPING", nil),
    .init("PING", "ping", nil), .init("", "", ""), .init("", "x", nil), .init("<lt>", "<", ""),
    .init("<34>", "<34>", ""), .init("a<0x00>b", "a\0b", ""), .init("<0x41><0x42>", "AB", ""), .init("< a", "< a", ""),
    .init("<258|u16>", "\u{1}\u{2}", ""), .init("a\nb", "a\nb", ""),
  ]

  @Test(arguments: text)
  func `holds text to its bytes, from end to end`(test: Case) throws { try Self.check(test) }

  static let untyped: [Case] = [
    .init("UPPER <text>", "UPPER a b", "text=a b"), .init("UPPER <text>", "UPPER ", nil),
    .init("<a> <b>", "x y z", "a=x, b=y z"), .init("<a> <b>", " y", nil), .init("<a> <b>", "  y", "a= , b=y"),
    .init("<a>;", "x;y;", "a=x;y"), .init("<a>;<b>;", "x;y;z;", "a=x, b=y;z"), .init("<a>;", ";", nil),
    .init("<a>aab<b>", "xaaab.", "a=xa, b=."), .init("<a>ab", "abab", "a=ab"), .init("<a>ab", "ab", nil),
    .init("<_> <b>", "x y", "b=y"), .init("<_>", "", nil), .init("<_>", "x", ""),
    .init("[<a>]", "[]]", "a=]"), .init("<a>, <b>, <c>", "1, 2, 3", "a=1, b=2, c=3"),
  ]

  @Test(arguments: untyped)
  func `takes one or more bytes up to the first place where the text behind stands`(test: Case) throws {
    try Self.check(test)
  }

  static let rest: [Case] = [
    .init("ECHO<t:rest>", "ECHO", "t="), .init("ECHO<t:rest>", "ECHO x", "t= x"), .init("<t:rest>", "", "t="),
    .init("<a:rest>;<b:rest>", ";", "a=, b="), .init("<a:rest>;<b:rest>", "x;y;z", "a=x, b=y;z"),
    .init("<a:rest>;", "x;;", "a=x;"), .init("<a:rest>;", "x", nil),
    .init("MAIL FROM:<<from:rest>><params:rest>", "MAIL FROM:<a@b> SIZE=3", "from=a@b, params= SIZE=3"),
    .init("MAIL FROM:<<from:rest>><params:rest>", "MAIL FROM:<>", "from=, params="),
    .init("MAIL FROM:<<from:rest>><params:rest>", "MAIL FROM:a@b", nil),
  ]

  @Test(arguments: rest)
  func `takes zero or more bytes as rest`(test: Case) throws { try Self.check(test) }

  static let word: [Case] = [
    .init("HELO <n:word>", "HELO x", "n=x"), .init("HELO <n:word>", "HELO x y", nil),
    .init("HELO <n:word>", "HELO ", nil), .init("<a:word> <b:word>", "x y", "a=x, b=y"),
    .init("<a:word>.", "x.y.", "a=x.y"), .init("<a:word>.", "x y.", nil), .init("<a:word>.<b:rest>", "x y.z", nil),
    .init("<c:word><r:rest>", "GET /x y", "c=GET, r= /x y"), .init("<c:word><r:rest>", "GET", "c=GET, r="),
    .init("<c:word><r:rest>", " GET", nil), .init("<c:word><r:rest>", "", nil), .init("<c:word><r>", "GET", nil),
    .init("<c:word><r>", "GET\t", "c=GET, r=\t"),
  ]

  @Test(arguments: word)
  func `takes bytes that are not blank as word`(test: Case) throws { try Self.check(test) }
}
