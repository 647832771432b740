/// The text of Redis requests. See the Redis serialization protocol, "RESP protocol description".
enum RequestText {
  static let array = UInt8(ascii: "*")
  private static let bulk = UInt8(ascii: "$")
  private static let quote = UInt8(ascii: "\"")
  /// Bytes of the shortest argument: `$0`, CRLF, CRLF.
  static let shortestArgument = 6

  enum Number: Equatable {
    case incomplete
    /// The number, and where what follows its CRLF begins. All negative numbers are -1.
    case value(Int, next: Int)
    case bad
  }

  /// A decimal number and CRLF from `start` on: no sign but `-`, no leading zero but `0` itself.
  static func number(_ bytes: Span<UInt8>, at start: Int) -> Number {
    let isNegative = start < bytes.count && bytes[start] == UInt8(ascii: "-")
    let first = isNegative ? start + 1 : start
    var value = 0
    var place = first
    while place < bytes.count, bytes[place] != carriageReturn {
      guard place == first || value > 0, let next = LengthField.appending(bytes[place], to: value) else { return .bad }
      value = next
      place += 1
    }
    guard place < bytes.count else { return .incomplete }
    guard place > first, !isNegative || value > 0 else { return .bad }
    guard place + 1 < bytes.count else { return .incomplete }
    return bytes[place + 1] == lineFeed ? .value(isNegative ? -1 : value, next: place + 2) : .bad
  }

  static func beginsArgument(_ byte: UInt8) -> Bool { byte == bulk }

  /// The length of the argument that begins at `start`, and where its bytes begin.
  static func argument(_ bytes: Span<UInt8>, at start: Int) -> Number {
    guard start < bytes.count else { return .incomplete }
    return bytes[start] == bulk ? number(bytes, at: start + 1) : .bad
  }

  /// Hands out the words of a line: between blanks, or between double quotes, in which blanks stand for themselves.
  ///
  /// - Returns: False where a quote is not closed, or something stands right behind its end.
  @inline(__always)
  static func words(of line: Span<UInt8>, _ body: (Range<Int>) -> Void) -> Bool {
    var place = 0
    while true {
      while place < line.count, HeaderSyntax.isBlank(line[place]) { place += 1 }
      guard place < line.count else { return true }
      let isQuoted = line[place] == quote
      let first = isQuoted ? place + 1 : place
      place = first
      while place < line.count, isQuoted ? line[place] != quote : !HeaderSyntax.isBlank(line[place]) { place += 1 }
      if isQuoted, place == line.count { return false }
      body(first..<place)
      if isQuoted { place += 1 }
      guard place == line.count || HeaderSyntax.isBlank(line[place]) else { return false }
    }
  }
}
