import Framing
import Routing
import Testing

struct FilterTextTests {
  /// Filters, a value, the result.
  @Test(arguments: [
    ("upper", "aZ-0\u{e9}", "AZ-0\u{e9}"),
    ("upper", "`{@[", "`{@["),
    ("lower", "aZ-0\u{c9}", "az-0\u{c9}"),
    ("uppercase|lowercase", "aZ", "az"),
    ("trim", " \t\r\n\u{b}\u{c}a b \t", "a b"),
    ("trim", " \t ", ""),
    ("trim", "", ""),
    ("len", "hello", "5"),
    ("len", "\u{e9}", "2"),
    ("len", "", "0"),
    ("reverse", "abc", "cba"),
    ("reverse", "ab", "ba"),
    ("reverse", "", ""),
    ("replace:a,b", "banana", "bbnbnb"),
    ("replace:an,", "banana", "ba"),
    ("replace:aa,a", "aaaaa", "aaa"),
    ("replace:x,y", "banana", "banana"),
    ("replace:longer than it,x", "it", "it"),
    ("replace:a,b,c", "a", "b,c"),
    ("replace:<0x2c>,;", "a,b", "a;b"),
    ("replace:<0x7c>,<0x3e>", "a|b", "a>b"),
    ("replace: ,_", "a b", "a_b"),
    ("replace:a,<peer.port>", "ab", "54321b"),
    ("field:1", "one two", "one"),
    ("field:2", "  one \t two ", "two"),
    ("field:3", "one two", ""),
    ("field:1", "  ", ""),
    ("field:1", "", ""),
    ("field:2,;", "a;b;c", "b"),
    ("field:2,;", "a;;c", ""),
    ("field:4,;", "a;b;c", ""),
    ("field:3,;", "a;b;", ""),
    ("field:2,,", "a,b", "b"),
    ("field:2,--", "a-b--c", "c"),
    ("field:<n>,;", "1;2;3;4;5;6", "5"),
    ("slice:0,4", "abcdef", "abcd"),
    ("slice:2", "abcdef", "cdef"),
    ("slice:2,2", "abcdef", ""),
    ("slice:4,99", "abcdef", "ef"),
    ("slice:99", "abcdef", ""),
    ("slice:<n>", "abcdef", "f"),
    ("slice:<n>,2", "abcdef", ""),
    ("pad:5", "abc", "abc  "),
    ("pad:2", "abc", "abc"),
    ("pad:0", "", ""),
    ("pad:<n>", "abc", "abc  "),
    ("lpad:5", "abc", "  abc"),
    ("lpad:3", "abc", "abc"),
    ("zpad:5", "42", "00042"),
    ("zpad:5", "-42", "-0042"),
    ("zpad:2", "123", "123"),
    ("zpad:3", "", "000"),
    ("default:x", "", "x"),
    ("default:x", "a", "a"),
    ("default:a,b", "", "a,b"),
    ("default:", "", ""),
    ("default:hi <peer.ip>!", "", "hi 192.0.2.7!"),
    ("oneline", "a\r\nb\nc\rd\n\ne", "a b c d  e"),
    ("oneline", "\r\n", " "),
    ("oneline", "a\r", "a "),
    ("oneline", "plain", "plain"),
    ("crlf", "a\nb\r\nc\rd\r", "a\r\nb\r\nc\r\nd\r\n"),
    ("crlf", "plain", "plain"),
    ("escape", "a\r\n\t\0\\\u{1}\u{7f}\u{e9}\"", "a\\r\\n\\t\\0\\\\\\x01\\x7f\u{e9}\""),
    ("json", "a\"b\\c\n\r\t\u{1}\u{e9}/", "\"a\\\"b\\\\c\\n\\r\\t\\u0001\u{e9}/\""),
    ("json", "", "\"\""),
    ("json", "\u{20ac}\u{1f600}", "\"\u{20ac}\u{1f600}\""),
    ("urlencode", "a b&c=\u{e9}-._~/", "a%20b%26c%3D%C3%A9-._~%2F"),
  ])
  func `changes text`(filters: String, value: String, expected: String) throws {
    #expect(try text("<line|\(filters)>", FixedScope(value)) == expected)
  }

  @Test(
    arguments: [
      [0x80], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xff],
    ] as [[UInt8]])
  func `makes valid JSON of any bytes`(value: [UInt8]) throws {
    let replaced = value.map { _ in "\u{fffd}" }.joined()
    let json = try render("<line|json>", FixedScope(bytes: [0x61] + value))
    #expect(String(validating: json, as: UTF8.self) == "\"a\(replaced)\"")
  }

  @Test(arguments: ["oneline", "escape"])
  func `leaves no byte that ends a line`(filter: String) throws {
    let result = try render("<line|\(filter)>", FixedScope(bytes: Array(0...255)))
    #expect(!result.contains(0x0a) && !result.contains(0x0d))
  }

  @Test(arguments: [
    ("<line|slice:<line>>", "slice"), ("<line|pad:<line>>", "pad"), ("<n|pad:<n|mul:100000>>", "pad"),
    ("<line|field:<line|len|sub:3>>", "field"), ("<n|mod:<n|sub:5>>", "mod"),
    ("<line|replace:<line|slice:9>,b>", "replace"),
    ("<n|add:<n|add:<line>>>", "add"),
  ])
  func `refuses what a placeholder brings as an argument`(template: String, filter: String) throws {
    #expect(throws: FrameRefusal.badValue(filter: filter)) { try render(template, FixedScope("abc")) }
  }

  @Test func `knows every filter of the reference, by an example that runs`() throws {
    for filter in Filter.known {
      #expect(filter.example.contains(filter.name) || filter.summary.hasPrefix("the same"), "\(filter.name)")
      let scope = FixedScope(["unhex", "dec", "luhn", "mul", "fixed"].contains(filter.name) ? "12" : "")
      let json = FixedScope("{\"user\":{\"name\":\"x\"}}")
      #expect(throws: Never.self, "\(filter.name)") {
        try render(filter.example, filter.name == "get" ? json : scope)
      }
    }
    #expect(Set(Filter.known.map(\.name)).count == Filter.Name.allCases.count + 2)
  }
}
