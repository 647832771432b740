/// Reads a block scalar again, from its `|` or `>`, the way libyaml's `yaml_parser_scan_block_scalar` does.
struct BlockScalarScanner {
  private enum Chomping {
    case strip
    case clip
    case keep
  }

  private let isFolded: Bool
  private let text: ArraySlice<UInt8>
  private let decoded: [UInt8]
  private var offset: Int
  private var indent = 0
  private var output = DecodedText()

  /// - Parameter decoded: what libyaml read: an indentation indicator counts from the parent's, which is not at hand.
  /// - Returns: nothing for what is not such a scalar after all.
  static func read(_ text: ArraySlice<UInt8>, isFolded: Bool, decoded: [UInt8]) -> DecodedText? {
    var scanner = BlockScalarScanner(isFolded: isFolded, text: text, decoded: decoded)
    return scanner.scan()
  }

  private init(isFolded: Bool, text: ArraySlice<UInt8>, decoded: [UInt8]) {
    self.isFolded = isFolded
    self.text = text
    self.decoded = decoded
    offset = text.startIndex
  }

  private mutating func scan() -> DecodedText? {
    let line = text.prefix { !LineEnd.isPart($0) }
    guard let content = LineEnd.end(of: text, at: line.endIndex) else { return nil }
    let header = line.dropFirst().prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "#") }
    indent = indentation(of: text[content...], isGiven: header.contains { $0 > UInt8(ascii: "0") })
    offset = content
    lines(header.contains(UInt8(ascii: "+")) ? .keep : header.contains(UInt8(ascii: "-")) ? .strip : .clip)
    return output
  }

  /// Of the first line that has text, or of a longer blank one before it; less what the text itself begins with.
  private func indentation(of content: ArraySlice<UInt8>, isGiven: Bool) -> Int {
    var widest = 0
    var start = content.startIndex
    while start < content.endIndex {
      let spaces = content[start...].prefix { $0 == UInt8(ascii: " ") }
      guard let end = LineEnd.end(of: content, at: spaces.endIndex) else {
        return isGiven ? spaces.count - leadingSpaces() : max(widest, spaces.count)
      }
      widest = max(widest, spaces.count)
      start = end
    }
    return max(widest, 1)
  }

  /// The spaces before the first text of the decoded value.
  private func leadingSpaces() -> Int {
    decoded.drop { $0 == UInt8(ascii: "\n") }.prefix { $0 == UInt8(ascii: " ") }.count
  }

  private mutating func lines(_ chomping: Chomping) {
    var pending = emptyLines()
    var lineEnd: Range<Int>?
    var afterBlank = false
    while offset < text.endIndex {
      let startsBlank = text[offset] == UInt8(ascii: " ") || text[offset] == UInt8(ascii: "\t")
      join(lineEnd, pending, folds: isFolded && !afterBlank && !startsBlank)
      afterBlank = startsBlank
      let line = text[offset...].prefix { !LineEnd.isPart($0) }
      output.append(verbatim: line)
      lineEnd = LineEnd.end(of: text, at: line.endIndex).map { line.endIndex..<$0 }
      offset = lineEnd?.upperBound ?? line.endIndex
      pending = emptyLines()
    }
    if chomping != .strip, let lineEnd { output.append(UInt8(ascii: "\n"), from: lineEnd) }
    if chomping == .keep { append(newlines: pending) }
  }

  /// What stands between two lines of text: a fold of one line end is a space, of more it loses the first.
  private mutating func join(_ lineEnd: Range<Int>?, _ empty: [Range<Int>], folds: Bool) {
    if let lineEnd, !folds { output.append(UInt8(ascii: "\n"), from: lineEnd) }
    if let lineEnd, folds, empty.isEmpty { output.append(UInt8(ascii: " "), from: lineEnd) }
    append(newlines: empty)
  }

  private mutating func append(newlines: [Range<Int>]) {
    for newline in newlines { output.append(UInt8(ascii: "\n"), from: newline) }
  }

  /// Steps over the indentation, and over empty lines, to the next text.
  private mutating func emptyLines() -> [Range<Int>] {
    var found: [Range<Int>] = []
    while true {
      let spaces = text[offset...].prefix(indent).prefix { $0 == UInt8(ascii: " ") }
      offset = spaces.endIndex
      guard let end = LineEnd.end(of: text, at: offset) else { return found }
      found.append(offset..<end)
      offset = end
    }
  }
}
