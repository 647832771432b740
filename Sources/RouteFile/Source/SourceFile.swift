/// The text of one route file, and where its lines and characters are.
///
/// A leading UTF-8 byte-order mark is dropped here, so that offset 0 is line 1, column 1 for everybody. Lines end at
/// LF, CRLF or CR, as YAML has it. Copies share one immutable storage.
package struct SourceFile: Sendable {
  private let storage: Storage

  /// - Parameter name: the file's name as messages show it.
  package init(name: String, bytes: [UInt8]) {
    storage = Storage(name: name, bytes: bytes)
  }

  package init(name: String, text: String) {
    self.init(name: name, bytes: [UInt8](text.utf8))
  }

  package var name: String { storage.name }
  package var bytes: [UInt8] { storage.bytes }
  /// The byte-order mark that was dropped, or nothing.
  package var mark: [UInt8] { storage.mark }
  /// At least one: an empty file has one empty line.
  package var lineCount: Int { storage.lineStarts.count }

  /// The bytes of a line, as offsets, without its line end; an empty range beyond the last line.
  /// - Parameter number: counted from 1.
  package func line(_ number: Int) -> Range<Int> {
    guard number >= 1, number <= lineCount else { return bytes.count..<bytes.count }
    let start = storage.lineStarts[number - 1]
    var end = number < lineCount ? storage.lineStarts[number] : bytes.count
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// The line and the column, both from 1, of a byte offset; beyond the end, of the end.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(offset, 0), bytes.count)
    let line = storage.lineNumber(of: offset)
    let start = storage.lineStarts[line - 1]
    return (line, storage.characters.index(of: offset) - storage.characters.index(of: start) + 1)
  }

  /// The span of a range of byte offsets.
  package func span(of range: Range<Int>, file: Int) -> SourceSpan {
    let start = position(of: range.lowerBound)
    let end = range.isEmpty ? start : position(of: range.upperBound)
    return SourceSpan(
      file: file, startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column)
  }

  /// The byte offset at which the character of that index starts, counted from 0.
  func offset(ofCharacter index: Int) -> Int { storage.characters.offset(of: index) }

  /// The index of the character that starts at a byte offset, counted from 0.
  func character(at offset: Int) -> Int { storage.characters.index(of: offset) }
}

extension SourceFile {
  private final class Storage: Sendable {
    let name: String
    let bytes: [UInt8]
    let mark: [UInt8]
    /// The offset at which each line starts.
    let lineStarts: [Int]
    let characters: CharacterIndex

    init(name: String, bytes: [UInt8]) {
      self.name = name
      mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.prefix(3)) : []
      self.bytes = mark.isEmpty ? bytes : [UInt8](bytes.dropFirst(mark.count))
      lineStarts = Self.lineStarts(self.bytes)
      characters = CharacterIndex(self.bytes)
    }

    private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
      var starts = [0]
      for (index, byte) in bytes.enumerated() {
        let next = index + 1
        if byte == UInt8(ascii: "\n") {
          starts.append(next)
        } else if byte == UInt8(ascii: "\r"), next == bytes.count || bytes[next] != UInt8(ascii: "\n") {
          starts.append(next)
        }
      }
      return starts
    }

    /// The last line that starts at or before an offset, by binary search.
    func lineNumber(of offset: Int) -> Int {
      var low = 0
      var high = lineStarts.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if lineStarts[middle] <= offset { low = middle } else { high = middle }
      }
      return low + 1
    }
  }
}
