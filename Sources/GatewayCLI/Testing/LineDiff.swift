import RouteFile

/// A line of a unified diff.
struct DiffLine: Equatable, Sendable {
  /// A blank for what both sides have, `-` for what was expected, `+` for what came.
  var mark: Character
  var text: String

  init(_ mark: Character, _ text: String) {
    self.mark = mark
    self.text = text
  }

  var rendered: String { "\(mark)\(text)" }
}

/// A line that came.
struct ReceivedLine {
  var text: String
  /// Of a whole frame.
  var content: [UInt8]?

  init(_ text: String, content: [UInt8]? = nil) {
    self.text = text
    self.content = content
  }

  /// Bytes as lines, each with its newline.
  static func raw(_ bytes: ArraySlice<UInt8>) -> [ReceivedLine] {
    var lines: [ReceivedLine] = []
    var rest = bytes
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
      lines.append(ReceivedLine("\"\(EscapedText.render(Array(rest[..<end])))\""))
      rest = rest[end...]
    }
    return lines
  }
}

/// A line that was expected.
struct ExpectedLine {
  var text: String
  private let accepts: (ReceivedLine) -> Bool

  init(_ text: String, _ accepts: ((ReceivedLine) -> Bool)? = nil) {
    self.text = text
    self.accepts = accepts ?? { $0.text == text }
  }

  func matches(_ line: ReceivedLine) -> Bool { accepts(line) }
}

/// The shortest way from one list of lines to another.
enum LineDiff {
  /// Lines of each side that are looked at; what is beyond is said in a line of its own.
  static let limit = 200

  static func lines(from expected: [ExpectedLine], to received: [ReceivedLine]) -> [DiffLine] {
    let cut = max(expected.count, received.count) - limit
    let lines = compare(Array(expected.prefix(limit)), Array(received.prefix(limit)))
    return cut > 0 ? lines + [DiffLine(" ", "… \(cut) more lines")] : lines
  }

  private static func compare(_ expected: [ExpectedLine], _ received: [ReceivedLine]) -> [DiffLine] {
    let common = commonLengths(expected, received)
    var (row, column) = (0, 0)
    var lines: [DiffLine] = []
    while row < expected.count || column < received.count {
      if row < expected.count, column < received.count, expected[row].matches(received[column]) {
        lines.append(DiffLine(" ", received[column].text))
        (row, column) = (row + 1, column + 1)
      } else if row < expected.count, column == received.count || common[row + 1][column] >= common[row][column + 1] {
        lines.append(DiffLine("-", expected[row].text))
        row += 1
      } else {
        lines.append(DiffLine("+", received[column].text))
        column += 1
      }
    }
    return lines
  }

  /// How many lines the rests of both sides have in common, by where they begin.
  private static func commonLengths(_ expected: [ExpectedLine], _ received: [ReceivedLine]) -> [[Int]] {
    var lengths = [[Int]](
      repeating: [Int](repeating: 0, count: received.count + 1), count: expected.count + 1)
    for row in expected.indices.reversed() {
      for column in received.indices.reversed() {
        lengths[row][column] =
          expected[row].matches(received[column])
          ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
      }
    }
    return lengths
  }
}
