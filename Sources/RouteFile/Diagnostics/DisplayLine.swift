/// One line of a file as it is shown, with the cell at which each character starts. A long line is cut around the
/// place of interest.
struct DisplayLine {
  /// Characters of a line that is shown whole, and of the part that is shown of a longer one.
  static let longest = 200
  private static let window = 160
  private static let before = 60

  let text: String
  let isCut: Bool
  /// The characters that are shown, by index in the line.
  private let shown: Range<Int>
  /// The cell of each shown character, and of the end.
  private let cells: [Int]

  /// - Parameter column: the place of interest, from 1.
  init(source: SourceFile, line number: Int, around column: Int) {
    let line = source.line(number)
    let first = source.character(at: line.lowerBound)
    let count = source.character(at: line.upperBound) - first
    isCut = count > Self.longest
    let start = isCut ? max(0, min(column - 1, count) - Self.before) : 0
    shown = start..<(isCut ? min(count, start + Self.window) : count)
    let bytes =
      source.offset(ofCharacter: first + shown.lowerBound)..<source.offset(ofCharacter: first + shown.upperBound)
    var text = shown.lowerBound > 0 ? "…" : ""
    var cells = [text.count]
    for scalar in Self.scalars(source.bytes[bytes.clamped(to: line)]) {
      let isTab = scalar == "\t"
      text += isTab ? String(repeating: " ", count: VisibleText.tabWidth) : VisibleText.visible(scalar)
      cells.append((cells.last ?? 0) + (isTab ? VisibleText.tabWidth : VisibleText.width(scalar)))
    }
    self.text = shown.upperBound < count ? text + "…" : text
    self.cells = cells
  }

  /// The cells between two columns; at least one, and inside of what is shown.
  func cells(from start: Int, to end: Int) -> Range<Int> {
    let from = cell(of: start)
    return from..<max(from + 1, cell(of: end))
  }

  private func cell(of column: Int) -> Int {
    cells[min(max(column - 1 - shown.lowerBound, 0), cells.count - 1)]
  }

  /// The characters as `CharacterIndex` counts them: what is ill-formed takes the place of one.
  private static func scalars(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    var rest = bytes
    while let first = rest.first {
      let character = rest.prefix(1 + rest.dropFirst().prefix { $0 & 0xC0 == 0x80 }.count)
      let decoded = String(decoding: character, as: UTF8.self).unicodeScalars
      scalars.append(decoded.count == 1 || first < 0x80 ? decoded.first ?? "\u{FFFD}" : "\u{FFFD}")
      rest = rest[character.endIndex...]
    }
    return scalars
  }
}
