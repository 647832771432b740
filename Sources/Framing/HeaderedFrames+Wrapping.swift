/// The text of a reply is its head, an empty line, its body. The head is rewritten with the framing's line ends
/// and the length; the body goes out as it is.
///
/// Only an empty line that the route's author wrote ends the head, and a value in the head may not hold what
/// would begin another line there (CR, LF, NUL: header injection, RFC 9110 §5.5). Without such a line all
/// of the text is head, or, in a framing without a start line, all of it is body.
extension HeaderedFrames {
  /// Wraps what stands from `start` to the end of `bytes`.
  func wrap(
    _ bytes: inout ByteBuffer, from start: Int, values: borrowing ValueRanges
  ) throws(FrameRefusal) {
    let body = bytes.withBytes { bodyStart(of: $0.extracting(start...), values) }
    var head = ByteBuffer()
    try bytes.withBytes { (text) throws(FrameRefusal) in
      try check(text.extracting(start..<start + body), values)
      try write(&head, of: text.extracting(start...), body: body)
    }
    head.withBytes { bytes.replace(start..<start + body, with: $0) }
    bytes.append(trailer)
  }

  /// Where the body begins: behind the first empty line, or at one of the text's ends.
  private func bodyStart(of text: Span<UInt8>, _ values: borrowing ValueRanges) -> Int {
    let none = syntax.headers.startLine ? text.count : 0
    var (line, value) = (0, 0)
    var isAuthors = true
    while let newline = ByteSearch.first(lineFeed, in: text, from: line) {
      while value < values.count, values[value].upperBound <= newline { value += 1 }
      let (content, next) = HeaderSyntax.line(in: text, from: line)
      let begin = value < values.count ? values[value].lowerBound : text.count
      let endsInValue = begin <= newline
      if content.isEmpty, isAuthors, !endsInValue, !holds(values, line..<newline) { return next }
      if !syntax.headers.startLine, !isHeader(content, in: text) { return none }
      isAuthors = !endsInValue
      line = next
    }
    return none
  }

  /// Whether a value has bytes in `range`, which is empty or a CR.
  private func holds(_ values: borrowing ValueRanges, _ range: Range<Int>) -> Bool {
    for index in 0..<values.count where values[index].overlaps(range) { return true }
    return false
  }

  /// Whether a text without a start line can begin with this line as a header: other text is a body.
  private func isHeader(_ line: Range<Int>, in text: Span<UInt8>) -> Bool {
    guard let (name, _) = syntax.parts(of: line, in: text) else { return line.isEmpty }
    return name.allSatisfy { HeaderSyntax.isToken(text[$0]) }
  }

  private func check(_ head: Span<UInt8>, _ values: borrowing ValueRanges) throws(FrameRefusal) {
    for index in 0..<values.count {
      let value = values[index]
      for index in Self.neverInHead.indices where ByteSearch.first(Self.neverInHead[index], in: head, value) != nil {
        throw .terminatorInValue
      }
      if end.occurs(in: head, overlapping: value) { throw .terminatorInValue }
    }
  }
}

// MARK: - The head

extension HeaderedFrames {
  /// The lines of the head as they go out, the length added, and the empty line.
  private func write(_ head: inout ByteBuffer, of text: Span<UInt8>, body: Int) throws(FrameRefusal) {
    head.reserve(body + 64)
    let count = text.count - body
    var needsLength = true
    var place = 0
    while place < body {
      let (line, next) = HeaderSyntax.line(in: text, from: place)
      if line.isEmpty { break }
      let isStart = place == 0 && syntax.headers.startLine
      let isTold = isStart ? hasNoLength(line, in: text, count: count) : try tellsEnd(line, in: text, count: count)
      if isTold { needsLength = false }
      head.append(text.extracting(line))
      head.append(lineEndBytes)
      place = next
    }
    if needsLength {
      head.append(syntax.headers.length)
      head.append(syntax.headers.separator)
      head.append(Array(String(count).utf8))
      head.append(lineEndBytes)
    }
    head.append(lineEndBytes)
  }

  /// What would begin another line of the head, and what no reader takes.
  private static let neverInHead: [UInt8] = [0, carriageReturn, lineFeed]

  /// Whether the author says where the body ends. A length that is not the body's would bring all that
  /// follows out of step; only HTTP's answer without a body may tell another one (HEAD, RFC 9110 §8.6).
  private func tellsEnd(_ line: Range<Int>, in text: Span<UInt8>, count: Int) throws(FrameRefusal) -> Bool {
    guard let (name, value) = syntax.parts(of: line, in: text) else { return false }
    if HeaderSyntax.equal(name, Self.transferEncoding, in: text) { return true }
    guard syntax.tellsLength(name, in: text) else { return false }
    guard let told = HeaderSyntax.number(value, in: text), told == count || count == 0 && isHTTP(text) else {
      throw .wrongLength(actual: count)
    }
    return true
  }

  /// Whether the text begins with a status line of HTTP. See RFC 9112 §4.
  private func isHTTP(_ text: Span<UInt8>) -> Bool {
    let version = Self.version
    guard syntax.headers.startLine, syntax.headers.end == nil, text.count >= version.count else { return false }
    return version.indices.allSatisfy { text[$0] == version[$0] }
  }

  private static let version = Array("HTTP/".utf8)
  private static let version1 = Array("HTTP/1.".utf8)

  /// HTTP's 1xx, 204 and 304 have no body and go without a length. See RFC 9110 §8.6.
  private func hasNoLength(_ line: Range<Int>, in text: Span<UInt8>, count: Int) -> Bool {
    guard count == 0, line.count >= 12 else { return false }
    let line = text.extracting(line)
    let version = Self.version1
    guard version.indices.allSatisfy({ line[$0] == version[$0] }) else { return false }
    let status = [line[9], line[10], line[11]]
    return status[0] == UInt8(ascii: "1") || status == Array("204".utf8) || status == Array("304".utf8)
  }
}
