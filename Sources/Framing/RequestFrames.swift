/// Redis requests: an array of bulk strings, or a line of words. The payload is the request's text, of a line
/// without its end. Requests of nothing (`*0`, `*-1`, a line of blanks) are passed over, as Redis does.
enum RequestFrames {
  static func read(
    _ bytes: Span<UInt8>, from searched: Int, _ remembered: inout Remembered, maximum: Int, atEnd: Bool
  ) -> Reading {
    guard bytes.count > 0 else { return .open(0) }
    guard bytes[0] == RequestText.array else { return line(bytes, from: searched, maximum: maximum, atEnd: atEnd) }
    let reading = array(bytes, &remembered, maximum: maximum)
    if case .open = reading {
      guard atEnd else { return reading }
      let isBegun = remembered != .nothing
      remembered = .nothing
      return .cut(payload: isBegun ? 0..<bytes.count : nil)
    }
    remembered = .nothing
    return reading
  }

  /// The only argument of the array that begins at `start`, if that is whole, sound and short: what `read` would take
  /// apart byte by byte.
  @inline(__always)
  static func word(in bytes: Span<UInt8>, from start: Int, maximum: Int) -> (text: Range<Int>, next: Int)? {
    // `*1`, CRLF, `$4`, CRLF, and the CRLF behind the argument.
    let (first, ends) = (start + 8, bytes.count - 2)
    guard first < ends, bytes[start + 1] == UInt8(ascii: "1"), isLineEnd(at: start + 2, in: bytes),
      RequestText.beginsArgument(bytes[start + 4]), isLineEnd(at: start + 6, in: bytes)
    else { return nil }
    let count = Int(bytes[start + 5] &- UInt8(ascii: "0"))
    let end = first + count
    guard 1...9 ~= count, end <= ends, isLineEnd(at: end, in: bytes), end + 2 - start <= maximum else { return nil }
    return (first..<end, end + 2)
  }

  @inline(__always)
  private static func isLineEnd(at place: Int, in bytes: Span<UInt8>) -> Bool {
    bytes[place] == carriageReturn && bytes[place + 1] == lineFeed
  }

  private static func line(_ bytes: Span<UInt8>, from searched: Int, maximum: Int, atEnd: Bool) -> Reading {
    let reading = Terminator.reading(Terminator.line(bytes, from: searched), maximum: maximum, atEnd: atEnd)
    guard case .frame(let payload, let consumed) = reading else { return reading }
    var isEmpty = true
    let isSound = RequestText.words(of: bytes.extracting(payload)) { _ in isEmpty = false }
    guard isSound else { return .bad(.badCommand) }
    return isEmpty ? .skip(consumed) : reading
  }

  private static func array(_ bytes: Span<UInt8>, _ remembered: inout Remembered, maximum: Int) -> Reading {
    if case .arguments(let next, let left) = remembered {
      return arguments(bytes, from: next, left: left, &remembered, maximum: maximum)
    }
    switch RequestText.number(bytes, at: 1) {
    case .incomplete: return .open(0)
    case .bad: return .bad(.badLength)
    case .value(let count, let next) where count <= 0: return .skip(next)
    case .value(let count, let next):
      let (least, overflow) = count.multipliedReportingOverflow(by: RequestText.shortestArgument)
      guard !overflow, least <= maximum - next else { return .tooLong(maximum, resume: nil) }
      return arguments(bytes, from: next, left: count, &remembered, maximum: maximum)
    }
  }

  /// Reads the arguments from `next` on. Those that follow take so many bytes at least, which `maximum` must hold too.
  private static func arguments(
    _ bytes: Span<UInt8>, from next: Int, left: Int, _ remembered: inout Remembered, maximum: Int
  ) -> Reading {
    var (next, left) = (next, left)
    while left > 0 {
      remembered = .arguments(next: next, left: left)
      if next < bytes.count, !RequestText.beginsArgument(bytes[next]) { return .bad(.badCommand) }
      switch RequestText.argument(bytes, at: next) {
      case .incomplete: return .open(0)
      case .bad: return .bad(.badLength)
      case .value(let length, let first):
        guard length >= 0 else { return .bad(.badLength) }
        let room = maximum - first - end.count - (left - 1) * RequestText.shortestArgument
        guard length <= room else { return .tooLong(maximum, resume: nil) }
        guard SizedFrames.agrees(end, with: bytes, at: first + length) else { return .bad(.badTrailer) }
        guard first + length + end.count <= bytes.count else { return .open(0) }
        (next, left) = (first + length + end.count, left - 1)
      }
    }
    return .frame(payload: 0..<next, consumed: next)
  }

  private static let end = [carriageReturn, lineFeed]
}
