import RouteFile
import Testing

struct ScalarLocatorTests {
  /// A file whose key `k` has the text, a piece of the decoded value, and the place of that piece.
  struct Case: Sendable, CustomStringConvertible {
    var file: String
    var piece: String
    var place: String

    init(_ file: String, _ piece: String, _ place: String) {
      self.file = file
      self.piece = piece
      self.place = place
    }

    var description: String { "\(file.debugDescription): \(piece.debugDescription)" }
  }

  static let plain: [Case] = [
    .init("k: abc", "b", "1:5-1:6"),
    .init("k: ü日c", "c", "1:6-1:7"),
    .init("k: ab cd  \t ef # note", "ef", "1:13-1:15"),
    .init("k: ab\n  cd", "cd", "2:3-2:5"),
    .init("k: ab  \n  cd", "b c", "1:5-2:4"),
    .init("k: ab\n\n\n  cd", "cd", "4:3-4:5"),
    .init("k: ab\r\n  cd", "cd", "2:3-2:5"),
  ]

  static let singleQuoted: [Case] = [
    .init("k: 'abc'", "abc", "1:5-1:8"),
    .init("k: 'it''s b'", "'", "1:7-1:9"),
    .init("k: 'it''s b'", "b", "1:11-1:12"),
    .init("k: 'a\n  b''c'", "'c", "2:4-2:7"),
    .init("k: '  a '", "a", "1:7-1:8"),
  ]

  static let doubleQuoted: [Case] = [
    .init(#"k: "abc""#, "c", "1:7-1:8"),
    .init(#"k: "a\nb""#, "\n", "1:6-1:8"),
    .init(#"k: "a\nb""#, "b", "1:8-1:9"),
    .init(#"k: "\x41\u263a\U0001F600b""#, "A", "1:5-1:9"),
    .init(#"k: "\x41\u263a\U0001F600b""#, "☺", "1:9-1:15"),
    .init(#"k: "\x41\u263a\U0001F600b""#, "\u{1F600}", "1:15-1:25"),
    .init(#"k: "\x41\u263a\U0001F600b""#, "b", "1:25-1:26"),
    .init(#"k: "\"\\\/\ \_\N\Lx""#, "x", "1:19-1:20"),
    .init("k: \"a\n   b\"", "a b", "1:5-2:5"),
    .init("k: \"a\n\n   b\"", "b", "3:4-3:5"),
    .init("k: \"a \\\n   b\"", "b", "2:4-2:5"),
    .init("k: \"a\\\n\n  \\  b\"", "b", "3:6-3:7"),
    .init("k: \"a\\\tb\"", "b", "1:8-1:9"),
  ]

  static let blocks: [Case] = [
    .init("k: |\n  abc\n  def\n", "e", "3:4-3:5"),
    .init("k: |\n  abc\n  def\n", "c\nd", "2:5-3:4"),
    .init("k: |-\n  abc\n  def\n", "def", "3:3-3:6"),
    .init("k: |+ # note\n\n  a\n\n\n", "a", "3:3-3:4"),
    .init("k: |2\n    abc\n", "  abc", "2:3-2:8"),
    .init("k: |1-\n   abc\n", "  abc", "2:2-2:7"),
    .init("k: |\n  a\n    b\n\n  ü c\n", "c", "5:5-5:6"),
    .init("k: |\r\n  a\r\n  b\r\n", "b", "3:3-3:4"),
    .init("k: >\n  a\n  b\n\n  c\n", "b", "3:3-3:4"),
    .init("k: >\n  a\n  b\n\n  c\n", "a b", "2:3-3:4"),
    .init("k: >\n  a\n    more\n  b\n", "more", "3:5-3:9"),
    .init("k: >-\n\n  a\n\n\n  b\n", "b", "6:3-6:4"),
    .init("k: |\n  last line has no end", "end", "2:20-2:23"),
    .init("r:\n  - k\nk: |\n      deep\n", "deep", "4:7-4:11"),
  ]

  @Test(arguments: plain + singleQuoted + doubleQuoted + blocks)
  func `a piece of a value is found in the file`(_ test: Case) throws {
    let scalar = try #require(Parsing.scalar(test.file))
    let range = try #require(Self.range(of: Array(test.piece.utf8), in: scalar.bytes))
    #expect(Parsing.text(scalar.span(of: range)) == test.place)
  }

  static func range(of piece: [UInt8], in bytes: [UInt8]) -> Range<Int>? {
    bytes.indices.first { bytes[$0...].starts(with: piece) }.map { $0..<$0 + piece.count }
  }

  @Test func `an empty range is a place, also at the end`() throws {
    let scalar = try #require(Parsing.scalar("k: \"a\\tb\""))
    #expect(Parsing.text(scalar.span(of: 1..<1)) == "1:6-1:6")
    #expect(Parsing.text(scalar.span(of: 3..<3)) == "1:9-1:9")
  }

  @Test func `what a variable brought in is the whole of its mark`() throws {
    let scalar = try #require(Parsing.scalar("k: \"\\x41${N}b$${c\"", environment: ["N": "long text"]))
    #expect(scalar.text == "Along textb${c")
    #expect(Parsing.text(scalar.span(of: 0..<1)) == "1:5-1:9")
    #expect(Parsing.text(scalar.span(of: 3..<5)) == "1:9-1:13")
    #expect(Parsing.text(scalar.span(of: 0..<11)) == "1:5-1:14")
    #expect(Parsing.text(scalar.span(of: 10..<11)) == "1:13-1:14")
    #expect(Parsing.text(scalar.span(of: 11..<13)) == "1:14-1:17")
    #expect(Parsing.text(scalar.span(of: 13..<14)) == "1:17-1:18")
  }

  @Test func `a range outside of the value is the whole scalar`() throws {
    let scalar = try #require(Parsing.scalar("k: abc"))
    #expect(scalar.span(of: 2..<9) == scalar.span)
    #expect(try #require(Parsing.scalar("k: ''")).span(of: 0..<0) == scalar.source("1:4-1:6"))
  }

  /// Where the text holds a line separator that only YAML 1.1 knows, there is no telling.
  @Test func `without agreement with libyaml it is the whole scalar`() throws {
    let scalar = try #require(Parsing.scalar("k: \"a \u{2028}b\""))
    #expect(scalar.span(of: 0..<1) == scalar.span)
  }
}

extension Scalar {
  fileprivate func source(_ place: String) -> SourceSpan {
    let numbers = place.split { $0 == ":" || $0 == "-" }.compactMap { Int($0) }
    return SourceSpan(
      file: 0, startLine: numbers[0], startColumn: numbers[1], endLine: numbers[2], endColumn: numbers[3])
  }
}
