import RouteFile
import Testing

struct SourceSpanTests {
  static func span(_ file: Int, _ line: Int, _ column: Int, to end: Int) -> SourceSpan {
    SourceSpan(file: file, startLine: line, startColumn: column, endLine: line, endColumn: end)
  }

  @Test func `spans sort by file, then by place, the shorter first`() {
    let sorted = [
      Self.span(0, 1, 1, to: 2), Self.span(0, 1, 1, to: 3), Self.span(0, 1, 2, to: 2), Self.span(0, 2, 1, to: 1),
      Self.span(1, 1, 1, to: 1),
    ]
    #expect(sorted.reversed().sorted() == sorted)
  }
}
