import RouteFile
import Testing

struct YAMLTreeTests {
  @Test func `a file becomes a tree in its own order`() throws {
    let root = try #require(Parsing.parse("b: 1\na:\n  - x\n  - {c: [], d: {}}\ne:\n").root)
    #expect(Parsing.outline(root) == "{b: '1', a: ['x', {c: [], d: {}}], e: ''}")
  }

  /// The Norway problem and its relatives.
  @Test(arguments: [
    "yes", "no", "on", "off", "null", "~", "1e3", "0o17", "0777", "12:30", "2001-01-01", "1_000", ".inf",
  ])
  func `scalars stay the text they are`(_ text: String) throws {
    let scalar = try #require(Parsing.scalar("k: \(text)\n"))
    #expect(scalar.text == text)
    #expect(scalar.isPlain)
  }

  @Test(arguments: [
    ("k: a", Scalar.Style.plain), ("k: 'a'", .singleQuoted), ("k: \"a\"", .doubleQuoted), ("k: |\n  a", .literal),
    ("k: >\n  a", .folded),
  ])
  func `a scalar knows how it was written`(_ text: String, _ style: Scalar.Style) {
    #expect(Parsing.scalar(text)?.style == style)
  }

  @Test func `every node knows its place`() throws {
    let root = try #require(Parsing.parse("# note\na: &x !!str\nb:\n  - ü: [x, y]\n\n# end\n").root)
    #expect(Parsing.text(root.span) == "2:1-4:14")
    guard case .mapping(let entries) = root.kind, case .sequence(let items) = entries[1].value.kind,
      case .mapping(let inner) = items[0].kind
    else {
      Issue.record("another tree: \(Parsing.outline(root))")
      return
    }
    #expect(Parsing.text(entries[1].key.span) == "3:1-3:2")
    #expect(Parsing.text(entries[1].value.span) == "4:3-4:14")
    #expect(Parsing.text(inner[0].key.span) == "4:5-4:6")
    #expect(Parsing.text(inner[0].value.span) == "4:8-4:14")
  }

  @Test func `an anchor and a tag are not part of their node`() throws {
    let scalar = try #require(Parsing.scalar("k: &name   # note\n  text\n"))
    #expect(scalar.text == "text")
    #expect(Parsing.text(scalar.span) == "2:3-2:7")
    #expect(Parsing.text(scalar.span(of: 1..<3)) == "2:4-2:6")
  }

  @Test func `an omitted value is a plain scalar of no bytes, after its key`() throws {
    let scalar = try #require(Parsing.scalar("k:\nl: x\n"))
    #expect(scalar.bytes.isEmpty && scalar.isPlain)
    #expect(Parsing.text(scalar.span) == "1:3-1:3")
    #expect(Parsing.scalar("k: \"\"\n")?.isPlain == false)
  }

  @Test func `a byte-order mark is skipped`() throws {
    let (root, diagnostics) = Parsing.bytes([0xEF, 0xBB, 0xBF] + Array("k: v\n".utf8))
    #expect(diagnostics.isEmpty)
    #expect(root.map { Parsing.text($0.span) } == "1:1-1:5")
  }

  @Test(arguments: ["---\nk: v\n", "k: v\n...\n", "---\nk: v\n...\n# end\n\n", "k: v\n... # end\n...\n", "k: v"])
  func `one document may say where it starts and ends`(_ text: String) {
    #expect(Parsing.parse(text).diagnostics == [])
    #expect(Parsing.scalar(text)?.text == "v")
  }

  @Test func `several problems are reported at once, and the rest of the tree is there`() throws {
    let (root, diagnostics) = Parsing.parse("a: ${UNSET}\na: 1\nb: !!str x\nc: *none\n<<: d\ne: 1\n")
    #expect(diagnostics.map(\.code) == [.unsetVariable, .duplicateKey, .tagRefused, .unknownAnchor, .mergeKey])
    #expect(root.map(Parsing.outline) == "{a: refused, b: 'x', c: refused, e: '1'}")
  }

  @Test func `quoted, the characters of a merge key are a key like any other`() {
    #expect(Parsing.parse("\"<<\": a\n").diagnostics == [])
  }
}
