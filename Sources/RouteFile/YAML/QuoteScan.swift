/// Quoted texts and comments of a file that is not YAML, found without a parser: good enough to tell where a text
/// that swallowed what follows began, and where a line's content ends.
struct QuoteScan {
  /// Quoted texts in order, with their quotes. The last may run to the end.
  private(set) var quoted: [Range<Int>] = []
  private var comments: [Range<Int>] = []
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var place = 0
    while place < bytes.count {
      let next = after(place)
      if next > place + 1 || isQuote(bytes[place]) && isStart(place) {
        if bytes[place] == UInt8(ascii: "#") { comments.append(place..<next) } else { quoted.append(place..<next) }
      }
      place = next
    }
  }

  /// The first quoted text of several lines with something behind it that cannot follow a text.
  var swallowing: Range<Int>? {
    quoted.first { range in
      guard bytes[range].contains(where: LineEnd.isPart) else { return false }
      guard range.upperBound < bytes.count else { return true }
      let rest = bytes[range.upperBound...].drop { $0 == UInt8(ascii: " ") }
      return rest.first.map { !LineEnd.isPart($0) && !",]}#".utf8.contains($0) } ?? false
    }
  }

  /// A line without its comment and the blanks before that.
  func content(of line: Range<Int>) -> Range<Int> {
    let end = comments.first { line.contains($0.lowerBound) }?.lowerBound ?? line.upperBound
    let blanks = bytes[line.lowerBound..<end].reversed().prefix { $0 == UInt8(ascii: " ") }
    return line.lowerBound..<end - blanks.count
  }

  /// Behind the quoted text or the comment that begins here, or behind the byte.
  private func after(_ place: Int) -> Int {
    guard isStart(place) else { return place + 1 }
    switch bytes[place] {
    case UInt8(ascii: "#"):
      return bytes[place...].firstIndex(where: LineEnd.isPart) ?? bytes.count
    case let quote where isQuote(quote):
      var end = place + 1
      while end < bytes.count, bytes[end] != quote || end + 1 < bytes.count && isDoubled(end, quote) {
        end += bytes[end] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") || bytes[end] == quote ? 2 : 1
      }
      return min(end + 1, bytes.count)
    default: return place + 1
    }
  }

  /// `''` within single quotes is one of them.
  private func isDoubled(_ place: Int, _ quote: UInt8) -> Bool {
    quote == UInt8(ascii: "'") && bytes[place + 1] == quote
  }

  private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

  /// Where a comment may begin, or a quoted text: behind what a value stands behind.
  private func isStart(_ place: Int) -> Bool {
    guard place > 0, !LineEnd.isPart(bytes[place - 1]) else { return true }
    guard isQuote(bytes[place]) else { return " \t".utf8.contains(bytes[place - 1]) }
    guard " \t[{".utf8.contains(bytes[place - 1]) else { return false }
    let before = bytes[..<place].last { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    return before.map { LineEnd.isPart($0) || ":,[{-".utf8.contains($0) } ?? true
  }
}
