import Framing
import Routing
import Testing

struct PatternValueTests {
  @Test(arguments: [
    ("$<s>*<=s|xor>", "$GPGLL,5300.97914,N,00259.98174,E,125926,A*28", true),
    ("$<s>*<=s|xor>", "$GPGLL,5300.97914,N,00259.98174,E,125926,A*29", false),
    ("$<s>*<=s|xor>", "$GPGLL,5300.97914,N,00259.98174,E,125926,A*2", false),
    ("$<s>*<=s|xor>", "$GPGLL,5300.97914,N,00259.98174,E,125926,A*288", false),
    ("<s:bytes 10><=s|luhn>", "79927398713", true), ("<s:bytes 10><=s|luhn>", "79927398710", false),
    ("<s:bytes 2><=s|luhn>", "ab0", false),
    ("<a> <=a>", "x x", true), ("<a> <=a>", "x y", false), ("<a> <=a> <b>", "x x z", true),
    ("<a> <=a|reverse><b:rest>", "xy yxz", true), ("<=route>:<a>", "ack:x", true), ("<=route>:<a>", "ACK:x", false),
    ("<a><=route><b:rest>", "backs", true), ("<a><=route><b:rest>", "acks", false), ("<a><=route>", "backack", true),
    ("<a><=route>", "ackb", false), ("<=5|u8>", "\u{5}", true),
  ])
  func `holds values to what is known by their name`(pattern: String, subject: String, matches: Bool) throws {
    #expect((try captured(pattern, subject) != nil) == matches)
  }

  @Test func `holds values to their case even where text is not`() throws {
    #expect(try captured("X<=route>", "xack", ignoreCase: true) != nil)
    #expect(try captured("X<=route>", "xACK", ignoreCase: true) == nil)
  }

  @Test func `holds values to variables`() throws {
    let matching = try Matching("PASS <=secret>", names: Names(variables: ["secret": 0]))
    matching.bindings.variables[0] = Array("abc".utf8)
    #expect(matching.captures(Array("PASS abc".utf8)) != nil)
    #expect(matching.captures(Array("PASS abcd".utf8)) == nil)
    #expect(matching.captures(Array("PASS ab".utf8)) == nil)
  }

  @Test func `leaves no binding behind where the end does not match`() throws {
    var names = Names()
    let first = try #require(Pattern.compile(Array("<a> <q:quoted>!".utf8), ignoreCase: false, names: &names).pattern)
    let bindings = Bindings(slots: names.slotCount, variables: 0)
    let subject = Array(#"x "\n"?"#.utf8)
    bindings.begin()
    let matches = first.matches(subject.span, contentOffset: 0, bindings: bindings) { _ in nil }
    #expect(!matches)
    let bound = (0..<2).map { bindings.value(of: $0, content: subject.span) }
    #expect(bound == [[], []])
  }

  @Test func `finds captures where the subject stands in the frame`() throws {
    let matching = try Matching("<a> <b>")
    let frame = Array("12 34 56".utf8)
    matching.bindings.begin()
    let matches = matching.pattern.matches(
      frame.span.extracting(3...), contentOffset: 3, bindings: matching.bindings
    ) { _ in nil }
    #expect(matches)
    let bound = (0..<2).map { matching.bindings.value(of: $0, content: frame.span) }
    #expect(bound == [Array("34".utf8), Array("56".utf8)])
  }

  @Test func `copies captures of what is no part of the frame`() throws {
    let matching = try Matching("<a> <b>")
    let value = Array("34 56".utf8)
    matching.bindings.begin()
    let matches = matching.pattern.matches(value.span, contentOffset: nil, bindings: matching.bindings) { _ in nil }
    #expect(matches)
    let nothing: [UInt8] = []
    let bound = matching.bindings.value(of: 1, content: nothing.span)
    #expect(bound == Array("56".utf8))
  }
}
