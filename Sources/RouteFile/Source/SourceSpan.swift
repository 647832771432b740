/// A stretch of a route file: lines and columns count from 1, columns in characters (Unicode scalars); the end is
/// exclusive, and a span of no width marks a place between two characters.
///
/// Kept in 32 bits each: a tree of 100 000 nodes holds one per node.
package struct SourceSpan: Sendable, Hashable {
  private var fileIndex: Int32
  private var start: Position
  private var end: Position

  private struct Position: Sendable, Hashable {
    var line: Int32
    var column: Int32
  }

  package init(file: Int, startLine: Int, startColumn: Int, endLine: Int, endColumn: Int) {
    fileIndex = Int32(clamping: file)
    start = Position(line: Int32(clamping: startLine), column: Int32(clamping: startColumn))
    end = Position(line: Int32(clamping: endLine), column: Int32(clamping: endColumn))
  }

  /// The index of the file among the sources of a load.
  package var file: Int { Int(fileIndex) }
  package var startLine: Int { Int(start.line) }
  package var startColumn: Int { Int(start.column) }
  package var endLine: Int { Int(end.line) }
  package var endColumn: Int { Int(end.column) }
}

extension SourceSpan: Comparable {
  /// In the order a reader meets them: by file, then by where they start, the shorter first.
  package static func < (left: SourceSpan, right: SourceSpan) -> Bool {
    (left.file, left.startLine, left.startColumn, left.endLine, left.endColumn)
      < (right.file, right.startLine, right.startColumn, right.endLine, right.endColumn)
  }
}
