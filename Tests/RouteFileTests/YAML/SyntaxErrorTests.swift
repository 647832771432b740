import RouteFile
import Testing

struct SyntaxErrorTests {
  static func first(_ text: String) -> (code: DiagnosticCode, message: String, place: String)? {
    Parsing.parse(text).diagnostics.first.map {
      ($0.code, $0.message, "\($0.span.startLine):\($0.span.startColumn)")
    }
  }

  @Test(arguments: [
    ("a: b: c\n", "a second `: ` in one line", "1:5"),
    ("a\nb: c\n", "expected `:` after this key", "1:1"),
    ("a:\n  b c\n  d: e\n", "expected `:` after this key", "2:3"),
    ("a:\n  b:c\n  d: e\n", "expected `:` and a blank after this key", "2:3"),
    ("a:\n  b c:1\n  d: e\n", "expected `:` and a blank after this key", "2:3"),
    ("a: 'b\n", "this quote is never closed", "1:4"),
    ("a: \"b\n---\n", "this quote is never closed", "1:4"),
    ("a: \"\\q\"\n", "unknown escape `\\q`", "1:5"),
    ("a: \"\\xzz\"\n", "expected hexadecimal digits", "1:7"),
    ("a: \"\\uD800\"\n", "there is no such character", "1:7"),
    ("a: @b\n", "a text cannot begin with `@`", "1:4"),
    ("a: `b\n", "a text cannot begin with a backquote", "1:4"),
    ("a: *\n", "`*` must be followed by a name", "1:4"),
    ("a: & b\n", "`&` must be followed by a name", "1:4"),
    ("a: [b, c\nd: e\n", "expected `,` or `]`", "1:9"),
    ("a: {b, c\n", "expected `,` or `}`", "1:9"),
    ("a: { b: c # d\n\n# e\nf: g\n", "expected `,` or `}`", "1:10"),
    ("a: [\"b\", \"c\" }\n", "expected `,` or `]`", "1:14"),
    ("a:\n  b:c # d\n  e: f\n", "expected `:` and a blank after this key", "2:3"),
    ("a:\n  b { c: \"d\" }\n", "expected `:` after this key", "2:3"),
    ("a:\n  b:{ c: \"d\" }\n", "expected `:` and a blank after this key", "2:3"),
    ("a:\n  b \"c: d: e\"\n", "expected `:` after this key", "2:3"),
    ("a:\n  b:\"c: d: e\"\n", "expected `:` and a blank after this key", "2:3"),
    ("a:\n  b@c:d\n  e@f: g\n", "expected `:` and a blank after this key", "2:3"),
    ("a:\n  b: |\n    c\n   d: e\n", "expected a key", "4:4"),
    ("a:\n  - b \"c\" # d\n    e: f\n", "expected `:` after this key", "2:5"),
    ("a:\n  b:\"c \"\n  d: e\n", "expected `:` and a blank after this key", "2:3"),
    ("a:\n  b\n    - { c: d }\n", "expected `:` after this key", "2:3"),
    ("a:\n  b\n    c@d: e\n", "expected `:` after this key", "2:3"),
    ("a: \"b\nc: \"d\"\n", "this quote is not closed on its line", "1:4"),
    ("a: 'it''s\nc: 'd'\n", "this quote is not closed on its line", "1:4"),
    ("a: { b: \"c }\nd: { e: \"f\" }\n", "this quote is not closed on its line", "1:9"),
    ("a: \"b\n  c\" # d\ne: f: g\n", "a second `: ` in one line", "3:5"),
    ("a: \"b\" c\n", "text after the end of a value", "1:8"),
    ("a:\n  b: c\n d: e\n", "expected a key", "3:2"),
    ("a:\n  - b\n  c: d\n", "expected a list item that starts with `- `", "3:3"),
    ("a: - b\n", "a list item cannot start here", "1:4"),
    ("a: |0\n  b\n", "the indentation of a block is 1 to 9", "1:5"),
    ("a: | b\n", "only `+`, `-` and a digit may follow `|` or `>` on its line", "1:6"),
    ("a: 1\n]\n", "expected a key", "2:1"),
    ("[a]\nb: c\n", "text after the end of the file's one value", "2:1"),
    ("{a: 1}}\n", "text after the end of the file's one value", "1:7"),
  ])
  func `libyaml's complaints are put in plain words`(_ text: String, _ message: String, _ place: String) throws {
    let problem = try #require(Self.first(text))
    #expect(problem.code == .yamlSyntax)
    #expect(problem.message == message)
    #expect(problem.place == place)
  }

  @Test(arguments: [
    ("a:\n\tb: c\n", "2:1"), ("a:\n  b: c\n\td: e\n", "3:1"), ("a:\n  \tb: c\n", "2:3"),
    ("a: |\n\tb\n", "2:1"), ("a: b\n\tc: d\n", "2:1"), ("\ta: b\n", "1:1"),
  ])
  func `a tab in the indentation is shown`(_ text: String, _ place: String) throws {
    let problem = try #require(Self.first(text))
    #expect(problem.code == .tabIndent)
    #expect(problem.message == "tab used for indent")
    #expect(problem.place == place)
  }

  @Test(arguments: [
    ("listen: *:7000\n", "1:9"), ("listen: [*:7000]\n", "1:10"), ("a: [b, *:7000, c]\n", "1:8"),
    ("listen: [::1]:7000\n", "1:9"), ("a:\n  - [::1]:7000\n", "2:5"), ("a: { listen: [fe80::1%1]:80 }\n", "1:14"),
    ("listen: [::ffff:10.0.0.1]:0\nb: c\n", "1:9"), ("[::1]:7000\n", "1:1"),
  ])
  func `an address without quotes is told to be quoted`(_ text: String, _ place: String) throws {
    let problem = try #require(Self.first(text))
    #expect(problem.code == .unquotedAddress)
    #expect(problem.place == place)
  }

  @Test(arguments: [("a: b\n---\nc: d\n", 2), ("a\n...\n---\n", 3), ("--- a\n--- b\n", 2), ("---\n---\n", 2)])
  func `a second document is named with its line`(_ text: String, _ line: Int) throws {
    let problem = try #require(Self.first(text))
    #expect(problem.code == .secondDocument)
    #expect(problem.message == "second document at line \(line)")
  }

  @Test(arguments: ["a: !<b\n", "a: !b,c! d\n", "a: !e!f g\n"])
  func `a broken tag is a tag all the same`(_ text: String) {
    #expect(Self.first(text)?.code == .tagRefused)
  }
}
