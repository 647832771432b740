import Routing
import TestSupport
import Testing

struct RegularExpressionTests {
  /// What an expression captures; nothing where it is not found.
  private static func captures(
    _ text: String, _ subject: [UInt8], ignoreCase: Bool = false
  ) throws -> [String: [UInt8]]? {
    var names = Names()
    let compiled = RegularExpression.compile(Array(text.utf8), ignoreCase: ignoreCase, names: &names)
    let expression = try #require(compiled.expression)
    #expect(compiled.problems.isEmpty)
    let bindings = Bindings(slots: names.slotCount, variables: 0)
    bindings.begin()
    guard expression.matches(subject.span, contentOffset: 0, bindings: bindings) else { return nil }
    let pairs = names.slots.map { ($0.key, bindings.value(of: $0.value, content: subject.span)) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test(
    arguments: [
      ("b+", "abbc", [:]), ("^b+", "abbc", nil),
      ("^(?P<key>\\w+)=(?P<value>.*)$", "a=b c", ["key": "a", "value": "b c"]),
      ("(?P<a>x)?(?P<b>y)", "y", ["a": "", "b": "y"]), ("(z)(?P<a>.)", "zq", ["a": "q"]), ("", "", [:]),
      ("^$", "", [:]),
      ("(?P<_>x)(?P<a>y)", "xy", ["a": "y"]), ("a.c", "a\nc", nil), ("(?s)a.c", "a\nc", [:]), ("x", "", nil),
    ] as [(String, String, [String: String]?)])
  func `is found anywhere, and captures its named groups`(
    text: String, subject: String, expected: [String: String]?
  ) throws {
    let captures = try Self.captures(text, Array(subject.utf8))
    #expect(captures == expected?.mapValues { Array($0.utf8) })
  }

  @Test func `reads bytes`() throws {
    let subject: [UInt8] = [0x00, 0xff, 0xe9, 0x0a]
    #expect(try Self.captures("^\\x00(?P<a>.)\\xe9", subject) == ["a": [0xff]])
    #expect(try Self.captures("\u{e9}", Array("caf\u{e9}".utf8)) == [:])
  }

  @Test func `leaves case out of account where it is told to`() throws {
    #expect(try Self.captures("^set (?P<k>.*)", Array("SET Key".utf8), ignoreCase: true) == ["k": Array("Key".utf8)])
    #expect(try Self.captures("^set", Array("SET".utf8)) == nil)
  }

  struct Wrong: Sendable {
    var text: String
    var place: Range<Int>
  }

  @Test(arguments: [
    Wrong(text: "a(b", place: 1..<2), Wrong(text: "(a)b)", place: 4..<5), Wrong(text: "[(](", place: 3..<4),
    Wrong(text: "\\((", place: 2..<3), Wrong(text: "a[b", place: 1..<3), Wrong(text: "a*|*", place: 3..<4),
    Wrong(text: "a**", place: 1..<3), Wrong(text: "x\\", place: 1..<2), Wrong(text: "\\\\q\\q", place: 3..<5),
    Wrong(text: "a(?<b>c)", place: 1..<4), Wrong(text: "(a)\\1", place: 3..<5), Wrong(text: "a{2000}", place: 1..<7),
    Wrong(text: "[z-a]", place: 1..<4), Wrong(text: "(?P<a>x)(?P<a>y)", place: 12..<13),
    Wrong(text: "(?P<1a>x)", place: 4..<6),
  ])
  func `points at what RE2 refuses`(wrong: Wrong) throws {
    var names = Names()
    let (expression, problems) = RegularExpression.compile(Array(wrong.text.utf8), ignoreCase: false, names: &names)
    #expect(expression == nil)
    #expect(try #require(problems.first).range == wrong.place)
  }

  @Test func `refuses an expression that takes too much memory`() throws {
    var names = Names()
    let text = Array(String(repeating: "a{900}", count: 100).utf8)
    let (expression, problems) = RegularExpression.compile(text, ignoreCase: false, names: &names)
    #expect(expression == nil)
    #expect(problems.map(\.range) == [0..<text.count])
  }

  @Test func `names the groups of an expression that it refuses`() {
    var names = Names()
    _ = RegularExpression.compile(Array("(?P<key>[a-z]+".utf8), ignoreCase: false, names: &names)
    #expect(names.slots == ["key": 0])
  }

  @Test func `takes a time in proportion to the subject`() throws {
    func duration(_ count: Int) -> Duration {
      let subject = [UInt8](repeating: UInt8(ascii: "a"), count: count)
      return threadTime { #expect((try? Self.captures("(?P<x>(a|aa)*)b", subject)) == .some(nil)) }
    }
    let (once, often) = (duration(4096), duration(64 * 4096))
    #expect(often < once * 512 + .milliseconds(20))
  }
}
