import RouteFile
import Testing

struct SourceFileTests {
  @Test func `lines end at LF, CRLF and CR`() {
    let source = SourceFile(name: "a", text: "one\ntwo\r\nthree\rfour")
    let lines = (1...source.lineCount).map { String(decoding: source.bytes[source.line($0)], as: UTF8.self) }
    #expect(lines == ["one", "two", "three", "four"])
  }

  @Test func `an empty file has one empty line, and a last line end starts another`() {
    #expect(SourceFile(name: "a", text: "").lineCount == 1)
    #expect(SourceFile(name: "a", text: "x\n").lineCount == 2)
    #expect(SourceFile(name: "a", text: "x\n").line(2) == 2..<2)
    #expect(SourceFile(name: "a", text: "x\n").line(9) == 2..<2)
  }

  @Test(arguments: [(0, 1, 1), (1, 1, 2), (3, 1, 3), (6, 1, 4), (7, 2, 1), (11, 2, 2), (99, 2, 2)])
  func `columns count characters`(_ offset: Int, _ line: Int, _ column: Int) {
    let source = SourceFile(name: "a", text: "aü日\n\u{1F600}")  // 1 + 2 + 3 bytes, a line end, 4 bytes
    let position = source.position(of: offset)
    #expect(position == (line, column))
  }

  /// Every block border of the index, against counting from the start.
  @Test func `positions in a long line agree with counting`() {
    let text = String(repeating: "aü日\u{1F600}", count: 200)
    let source = SourceFile(name: "a", text: text)
    var offset = 0
    for (index, scalar) in text.unicodeScalars.enumerated() {
      #expect(source.position(of: offset).column == index + 1)
      offset += UTF8.width(scalar)
    }
  }

  @Test func `a span's end is exclusive`() {
    let source = SourceFile(name: "a", text: "ab\ncd\n")
    let span = source.span(of: 1..<4, file: 3)
    #expect(span == SourceSpan(file: 3, startLine: 1, startColumn: 2, endLine: 2, endColumn: 2))
  }
}
