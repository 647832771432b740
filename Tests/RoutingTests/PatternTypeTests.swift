import Routing
import Testing

struct PatternTypeTests {
  typealias Case = PatternMatchTests.Case

  private static func check(_ test: Case) throws {
    #expect(try captured(test.pattern, test.subject, names: names) == test.captures)
  }

  private static let names = Names(tables: [
    "ups": Table(
      name: "ups", entries: ["a", "ab", "abcd", "b c", ""].map { (Array($0.utf8), Array("x".utf8)) }),
    "none": Table(name: "none", entries: []),
  ])

  static let numbers: [Case] = [
    .init("<n:int>", "0", "n=0"), .init("<n:int>", "-12", "n=-12"), .init("<n:int>", "007", "n=007"),
    .init("<n:int>", "", nil), .init("<n:int>", "-", nil), .init("<n:int>", "+1", nil), .init("<n:int>", "1.5", nil),
    .init("<n:int>", " 1", nil), .init("<n:int>", "1 ", nil), .init("<n:int>", "0x1f", nil),
    .init("<n:int>", String(repeating: "9", count: 40), "n=" + String(repeating: "9", count: 40)),
    .init("<n:int>m", "5m", "n=5"), .init("<n:int>5", "55", nil), .init("<a:int><b:alpha>", "5m", "a=5, b=m"),
    .init("<n:num>", "1.50", "n=1.50"), .init("<n:num>", "-0.5", "n=-0.5"), .init("<n:num>", "5", "n=5"),
    .init("<n:num>", ".5", nil), .init("<n:num>", "5.", nil), .init("<n:num>.", "5.", "n=5"),
    .init("<n:num>.<m:int>", "1.2.3", "n=1.2, m=3"), .init("<n:num>", "1e5", nil),
  ]

  @Test(arguments: numbers)
  func `takes numbers as long as they go`(test: Case) throws { try Self.check(test) }

  static let ranges: [Case] = [
    .init("<v:num 0..30>", "0", "v=0"), .init("<v:num 0..30>", "30", "v=30"), .init("<v:num 0..30>", "30.0", "v=30.0"),
    .init("<v:num 0..30>", "30.00000000000000000000001", nil),
    .init("<v:num 0..30>", "29.99999999999999999999999", "v=29.99999999999999999999999"),
    .init("<v:num 0..30>", "-0", "v=-0"), .init("<v:num 0..30>", "-0.1", nil), .init("<v:num 0..30>", "31", nil),
    .init("<v:num 0..30>", "100", nil), .init("<v:num 0..30>", "030", "v=030"),
    .init("<v:num 0.5..1.25>", "1.2", "v=1.2"), .init("<v:num 0.5..1.25>", "1.3", nil),
    .init("<v:num 0.5..1.25>", "0.49", nil), .init("<v:num -10..-1>", "-5", "v=-5"),
    .init("<v:num -10..-1>", "-11", nil), .init("<v:num -10..-1>", "0", nil), .init("<v:num -10..10>", "-10", "v=-10"),
    .init("<n:int 1..65535>", "1", "n=1"), .init("<n:int 1..65535>", "65535", "n=65535"),
    .init("<n:int 1..65535>", "65536", nil), .init("<n:int 1..65535>", "0", nil), .init("<n:int 1..65535>", "-1", nil),
    .init("<n:int 1..65535>", "99999999999999999999999999", nil), .init("<n:int 5..5>", "5", "n=5"),

  ]

  @Test(arguments: ranges)
  func `takes no number outside of its range`(test: Case) throws { try Self.check(test) }

  static let letters: [Case] = [
    .init("<h:hex>", "00fFa9", "h=00fFa9"), .init("<h:hex>", "", nil), .init("<h:hex>", "fg", nil),
    .init("<h:hex>g", "fg", "h=f"), .init("<a:alpha>", "aZ", "a=aZ"), .init("<a:alpha>", "a1", nil),
    .init("<a:alpha><n:int>", "a1", "a=a, n=1"), .init("<a:alpha>", "\u{e9}", nil), .init("<a:alpha>", "", nil),
  ]

  @Test(arguments: letters)
  func `takes digits and letters as long as they go`(test: Case) throws { try Self.check(test) }

  static let quoted: [Case] = [
    .init("<q:quoted>", "\"a b\"", "q=a b"), .init("<q:quoted>", "\"\"", "q="), .init("<q:quoted>", "\"a", nil),
    .init("<q:quoted>", "a", nil), .init("<q:quoted>", "", nil), .init("<q:quoted>", "\"", nil),
    .init("<q:quoted>", #""a\"b\\""#, #"q=a"b\"#), .init("<q:quoted>", #""a\""#, nil),
    .init("<q:quoted>", #""a\"#, nil),
    .init("<q:quoted>", #""\n\r\t\q""#, "q=\n\r\tq"), .init("<q:quoted>", #""\x41\x4""#, "q=Ax4"),
    .init("<q:quoted><r:rest>", #""a" b"#, "q=a, r= b"), .init("say <q:quoted> to <w>", #"say "x" to y"#, "q=x, w=y"),
  ]

  @Test(arguments: quoted)
  func `takes what stands in double quotes, without them and without its escapes`(test: Case) throws {
    try Self.check(test)
  }

  static let words: [Case] = [
    .init("<c:GET|PUT> <r>", "GET x", "c=GET, r=x"), .init("<c:GET|PUT> <r>", "POST x", nil),
    .init("<c:GET|PUT>", "GETS", nil), .init("<c:GET|GETS>", "GETS", "c=GETS"), .init("<c:GETS|GET>", "GET", "c=GET"),
    .init("<c:GET|GETS>S", "GETS", nil), .init("<c:a|abcd>bc", "abc", "c=a"), .init("<c:a b|c>", "a b", "c=a b"),
    .init("<c:dec|hex>", "hex", "c=hex"), .init("<c:a|b>", "", nil), .init("<k:in ups>", "ab", "k=ab"),
    .init("<k:in ups>c", "abc", "k=ab"), .init("<k:in ups>", "abcd", "k=abcd"), .init("<k:in ups>!", "b c!", "k=b c"),
    .init("<k:in ups>", "x", nil), .init("<k:in ups>", "", nil), .init("<k:in none>", "x", nil),
    .init("<k:in ups><r:rest>", "abx", "k=ab, r=x"),
  ]

  @Test(arguments: words)
  func `takes the longest choice or key that stands there`(test: Case) throws { try Self.check(test) }

  struct Binary: Sendable {
    var pattern: String
    var subject: [UInt8]
    var captures: [String: [UInt8]]?
  }

  private static func number(_ text: String) -> [String: [UInt8]] { ["n": Array(text.utf8)] }

  static let binary: [Binary] = [
    .init(pattern: "<n:bytes 2>", subject: [0, 0xff], captures: ["n": [0, 0xff]]),
    .init(pattern: "<n:bytes 2>", subject: [0], captures: nil),
    .init(pattern: "<n:bytes 2>", subject: [0, 1, 2], captures: nil),
    .init(pattern: "<n:u8>", subject: [0xff], captures: number("255")),
    .init(pattern: "<n:u8>", subject: [], captures: nil),
    .init(pattern: "<n:u16>", subject: [1, 2], captures: number("258")),
    .init(pattern: "<n:u16 little>", subject: [1, 2], captures: number("513")),
    .init(pattern: "<n:u16 big>", subject: [1, 2], captures: number("258")),
    .init(pattern: "<n:u24>", subject: [1, 0, 0], captures: number("65536")),
    .init(pattern: "<n:u32>", subject: [0xff, 0xff, 0xff, 0xff], captures: number("4294967295")),
    .init(pattern: "<n:u32 little>", subject: [0xff, 0, 0, 0], captures: number("255")),
    .init(pattern: "<n:u64>", subject: .init(repeating: 0xff, count: 8), captures: number("18446744073709551615")),
    .init(pattern: "<n:u64>", subject: .init(repeating: 0xff, count: 7), captures: nil),
    .init(pattern: "<0xfe><n:u8><_:rest>", subject: [0xfe, 0, 0x80], captures: number("0")),
    .init(
      pattern: "<n:bytes 1><m:u8><r:rest>", subject: [0x20, 7], captures: ["n": [0x20], "m": [0x37], "r": []]),
  ]

  @Test(arguments: binary)
  func `takes so many bytes, and numbers of so many bytes`(test: Binary) throws {
    #expect(try Matching(test.pattern).captures(test.subject) == test.captures)
  }

  @Test(arguments: [
    ("SET <k>", "set Key", "k=Key"), ("set <k> TO <v:rest>", "SET a tO B", "k=a, v=B"), ("<a>END", "xend", "a=x"),
    ("<c:GET|put>", "Put", "c=Put"), ("<k:in ups>", "ABCD", "k=ABCD"), ("<a>aB<b:rest>", "xAAbAB", "a=xA, b=AB"),
  ])
  func `leaves case out of account where it is told to, and captures what the peer wrote`(
    pattern: String, subject: String, captures: String
  ) throws {
    #expect(try captured(pattern, subject, ignoreCase: true, names: Self.names) == captures)
    #expect(try captured(pattern, subject, names: Self.names) == nil)
  }

  @Test func `carries bytes of any kind`() throws {
    let subject: [UInt8] = [0xff, 0x00, 0x3b, 0x80, 0x0a]
    #expect(try Matching("<a>;<b>").captures(subject) == ["a": [0xff, 0x00], "b": [0x80, 0x0a]])
    #expect(try Matching("<a>;<b>", ignoreCase: true).captures(subject) == ["a": [0xff, 0x00], "b": [0x80, 0x0a]])
  }
}
