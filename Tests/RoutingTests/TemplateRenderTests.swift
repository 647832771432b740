import Framing
import Routing
import Testing

struct TemplateRenderTests {
  @Test(arguments: [
    ("ack:<line>", "ack:hello"),
    ("<frame>", "hello"),
    ("<line|upper>", "HELLO"),
    ("<line|uppercase>", "HELLO"),
    ("<line|upper|lower>", "hello"),
    ("a<line>b<line|upper>c", "ahellobHELLOc"),
    ("<<line>>", "<hello>"),
    ("<peer.ip>:<peer.port> on <local.port>", "192.0.2.7:54321 on 7000"),
    ("<conn.id> <conn.seconds> <n>", "42 3 5"),
    ("<route>@<host>", "ack@gate.example"),
    ("<uuid>", "00000000-0000-4000-8000-000000000000"),
    ("<now>", "2026-01-02T03:04:05.678Z"),
    ("<now:%H%M%S>", "030405"),
    ("<random:1..6>", "1"),
    ("<lt>line>", "<line>"),
    ("<0x41><0x7e>", "A~"),
    ("<0x41|hex>", "41"),
    ("<5|add:2>", "7"),
    ("<-1.5|mul:2>", "-3"),
    ("<1|add:<n>>", "6"),
    ("<n|add:<n|mul:<n>>>", "30"),
    ("<line|default:nobody at <peer.ip>>", "hello"),
    ("", ""),
  ])
  func `fills in every placeholder`(template: String, expected: String) throws {
    #expect(try text(template, FixedScope("hello")) == expected)
  }

  @Test(arguments: ["<34>", "< line>", "<>", "<<", "a < b", "<", "</b>", "<1.2.3|u8>", "<-", "<-|u8>", "<0>", "<+x>"])
  func `takes any other < as it is`(template: String) throws {
    #expect(try text(template) == template)
  }

  @Test func `has a meaning for every placeholder of the reference`() throws {
    for placeholder in Template.knownPlaceholders {
      #expect(throws: Never.self, "\(placeholder.name)") { try render(placeholder.example) }
    }
  }

  @Test func `fills a UUID with random bits but for version and variant`() throws {
    var scope = FixedScope()
    scope.bits = .max
    #expect(try text("<uuid>", scope) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
  }

  @Test(arguments: [
    ("<random:1..6>", UInt64.max, "6"),
    ("<random:1..6>", 1 << 63, "4"),
    ("<random:-3..-3>", 12_345, "-3"),
    ("<random:-10..10>", 0, "-10"),
    ("<random:-9223372036854775808..9223372036854775807>", 0, "-9223372036854775808"),
    ("<random:-9223372036854775808..9223372036854775807>", .max, "9223372036854775807"),
  ])
  func `draws from the whole range`(template: String, bits: UInt64, expected: String) throws {
    var scope = FixedScope()
    scope.bits = bits
    #expect(try text(template, scope) == expected)
  }

  @Test(arguments: ["<line>", "<line|upper>", "${HOME}", "%s", "\\n", "<0x41>", "<n|add:<n>>", "|upper>", "<lt>"])
  func `never reads as a template what a peer sent`(line: String) throws {
    #expect(try text("ack:<line>", FixedScope(line)) == "ack:\(line)")
    #expect(try text("<line|default:x>", FixedScope(line)) == line)
    #expect(try text("<|default:<line>>x", FixedScope(line)) == "<|default:\(line)>x")
    #expect(try text("<line|replace:<line>,<line>>", FixedScope(line)) == line)
  }

  @Test(
    arguments: [
      [0x61, 0x00, 0x62], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0x80], [0xe2, 0x82], Array(0...255),
    ] as [[UInt8]])
  func `passes bytes that are no text`(line: [UInt8]) throws {
    #expect(try render("ack:<line>", FixedScope(bytes: line)) == Array("ack:".utf8) + line)
    let upper = line.map { (0x61...0x7a).contains($0) ? $0 - 0x20 : $0 }
    #expect(try render("<line|upper>", FixedScope(bytes: line)) == upper)
    #expect(try render("<line|reverse|reverse>", FixedScope(bytes: line)) == line)
    #expect(try render("<line|hex|unhex>", FixedScope(bytes: line)) == line)
    #expect(try render("<line|base64|unbase64>", FixedScope(bytes: line)) == line)
  }
}

struct NewlinePolicyTests {
  @Test(arguments: [
    ("a\nb\nc\n", Template.NewlinePolicy.separator(.lf), "a\nb\nc"),
    ("a\nb\nc\n", .separator(.crlf), "a\r\nb\r\nc"),
    ("a\r\nb\r\n", .separator(.crlf), "a\r\nb"),
    ("a\r\nb\r\n", .separator(.lf), "a\nb"),
    ("a\n\n", .separator(.lf), "a\n"),
    ("\n", .separator(.lf), ""),
    ("\n<line>\n", .separator(.crlf), "\r\nhello"),
    ("a\rb", .separator(.crlf), "a\rb"),
    ("a<0x0a>b<0x0a>", .separator(.crlf), "a\nb\n"),
    ("a\r\nb\n", .verbatim, "a\r\nb\n"),
    ("<line|replace:ll,\n>\n", .separator(.crlf), "he\no"),
  ])
  func `makes typed newlines the framing's own`(
    template: String, policy: Template.NewlinePolicy, expected: String
  ) throws {
    #expect(try text(template, FixedScope("hello"), newline: policy) == expected)
  }

  @Test(arguments: [
    (Framing.Kind.line(reply: .lf), Template.NewlinePolicy.separator(.lf)),
    (.line(reply: .crlf), .separator(.crlf)),
    (.crlf, .separator(.crlf)),
    (.delimiter([[0]]), .verbatim),
    (.netstring, .verbatim),
    (.eof, .verbatim),
  ])
  func `follows the framing`(kind: Framing.Kind, policy: Template.NewlinePolicy) {
    #expect(Template.NewlinePolicy(Framing(kind)) == policy)
  }
}

struct TemplateOutboxTests {
  /// Where values stand after rendering, and the frame's length.
  private func values(_ template: String, _ line: String) throws -> ([Range<Int>], Int) {
    let compiled = try #require(Template.compile(Array(template.utf8), newline: .verbatim).template)
    var outbox = Outbox()
    outbox.openFrame(limit: 100)
    try compiled.render(into: &outbox, scope: FixedScope(line))
    return (outbox.values, outbox.frameCount)
  }

  @Test(
    arguments: [
      ("ack:<line>", [4..<9]),
      ("<line><line|upper>!", [0..<5, 5..<10]),
      ("<line|len>", [0..<1]),
      ("<line|slice:9>-", []),
      ("<line|default:<n>>", [0..<5]),
      ("a<lt>b<0x0a><7|u8>", []),
      ("<line|oneline> <line|escape>", [0..<5, 6..<11]),
    ] as [(String, [Range<Int>])])
  func `remembers where values stand, and only values`(template: String, expected: [Range<Int>]) throws {
    #expect(try values(template, "hello").0 == expected)
  }

  @Test(arguments: [
    "<line>", "<line|upper>", "<line|hex>", "<line|replace:a,<line>>", "<line|pad:60000>", "<line|lpad:60000>",
    "<line|zpad:60000>", "<line|json>", "<line|escape>", "<line|urlencode>", "<line|base64>", "<line|slice:0,40>",
    "<n|add:<line>>", "<line|crlf>", "0123456789012345678901234567890123456789", "<line|default:x>",
  ])
  func `refuses what outgrows the limit, and leaves nothing behind`(template: String) throws {
    let compiled = try #require(Template.compile(Array(template.utf8), newline: .verbatim).template)
    var outbox = Outbox()
    outbox.openFrame(limit: 39)
    try compiled.render(into: &outbox, scope: FixedScope(String(repeating: "a", count: 40)))
    let rendered = outbox.frameCount
    #expect(rendered <= 39)
    #expect(throws: FrameRefusal.tooLong(limit: 39)) { try outbox.closeFrame(FrameEncoder(Framing(.eof))) }
    let left = outbox.count
    #expect(left == 0)
  }

  @Test(arguments: [
    ("<line|len>", "40"), ("<line|slice:0,3>", "aaa"), ("<line|unhex|len>", "20"), ("<line|xor>", "00"),
  ])
  func `makes something small of a value that the frame could not hold`(template: String, small: String) throws {
    let line = FixedScope(String(repeating: "a", count: 40))
    #expect(try render(template, line, limit: 3) == Array(small.utf8))
  }

  @Test func `holds no more than the limit while a value grows`() throws {
    let growth = String(repeating: "|replace:a,aaaaaaaaaaaaaaaa", count: 12)
    #expect(throws: FrameRefusal.tooLong(limit: 4096)) {
      try render("<line\(growth)>", FixedScope("a"), limit: 4096)
    }
  }

  @Test func `renders many frames into one outbox`() throws {
    let compiled = try #require(Template.compile(Array("<n|lpad:3>".utf8), newline: .verbatim).template)
    var outbox = Outbox()
    for _ in 0..<3 {
      outbox.openFrame(limit: 10)
      try compiled.render(into: &outbox, scope: FixedScope())
      try outbox.closeFrame(FrameEncoder(Framing(.line(reply: .lf))))
    }
    #expect(outbox.withBytes { bytes in bytes.indices.map { bytes[$0] } } == Array("  5\n  5\n  5\n".utf8))
  }
}
