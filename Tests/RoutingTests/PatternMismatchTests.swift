import Routing
import Testing

struct PatternMismatchTests {
  typealias Expectation = Pattern.Mismatch.Expectation

  struct Case: Sendable {
    var pattern: String
    var subject: String
    var offset: Int
    var expected: Expectation

    init(_ pattern: String, _ subject: String, _ offset: Int, _ expected: Expectation) {
      (self.pattern, self.subject, self.offset, self.expected) = (pattern, subject, offset, expected)
    }
  }

  private static func text(_ text: String) -> Expectation { .text(Array(text.utf8)) }

  static let cases: [Case] = [
    .init("SET <k>", "SEX a", 2, text("T ")), .init("SET <k>", "SET ", 4, .something), .init("PING", "PINGS", 4, .end),
    .init("<a>, <b>", "x y", 1, .textBehind(Array(", ".utf8))), .init("<a>;", "x;y", 1, .textAtEnd([0x3b])),
    .init("PORT <n:int>", "PORT x", 5, .type("int")), .init("PORT <n:int>", "PORT 5x", 6, .end),
    .init("<v:num 0..30>", "31", 0, .range(low: [0x30], high: [0x33, 0x30])),
    .init("<c:GET|PUT> x", "POST x", 0, .choice([Array("GET".utf8), Array("PUT".utf8)])),
    .init("HELO <n:word>", "HELO ", 5, .type("word")), .init("HELO <n:word>", "HELO a b", 6, .end),
    .init("<a:word>, <b>", "x y, z", 1, text(", ")), .init("<q:quoted>", "\"x", 0, .type("quoted")),
    .init("<b:bytes 4>", "abc", 0, .bytes(4)), .init("<n:u16>", "a", 0, .bytes(2)),
    .init("<k:in prices>", "x", 0, .key(of: "prices")), .init("<=route>!", "acc", 0, text("ack")),
    .init("<a> <=a|add:1>", "x 5", 2, .value), .init("<a><=a_>b", "", 0, .something), .init("", "x", 0, .end),
    .init("<h:hex> <a:alpha>", "ff 1", 3, .type("alpha")),
  ]

  @Test(arguments: cases)
  func `tells how far a subject was right, and what should have stood there`(test: Case) throws {
    let names = Names(variables: ["a_": 0], tables: examples.tables)
    let mismatch = try Matching(test.pattern, names: names).mismatch(Array(test.subject.utf8))
    #expect(mismatch?.offset == test.offset)
    #expect(mismatch?.expected == test.expected)
  }

  @Test func `tells nothing of a subject that matches`() throws {
    #expect(try Matching("SET <k> <v:rest>").mismatch(Array("SET a b".utf8)) == nil)
  }
}
