/// CRLF lines up to one that is a dot alone: `dot`. See RFC 5321 §4.5.2, RFC 3977 §3.1.1.
///
/// The payload is the lines as they came, with their CRLFs and with the dots that the sender put
/// before dots (dot-stuffing); `unstuff` takes those out.
enum DotFrames {
  private static let dot = UInt8(ascii: ".")

  /// What passes for the end of a frame while bytes are only passed over. A bare CR or LF before the dot makes none.
  static let boundary = MarkSet([[carriageReturn, lineFeed, dot, carriageReturn, lineFeed]])

  /// A payload ends where the dot stands: one byte before the CRLF that the search finds. So no payload
  /// of at most `maximum` bytes is left once a search has passed the byte behind `maximum`.
  static func read(_ bytes: Span<UInt8>, from searched: Int, maximum: Int, atEnd: Bool) -> Reading {
    var place = searched
    while true {
      let search = Terminator.crlf.search(bytes, from: place, atEnd: atEnd)
      guard case .ended(let end, let next) = search, end - 1 <= maximum else {
        return unended(search, maximum: maximum, atEnd: atEnd)
      }
      if isDot(bytes, endingAt: end) { return .frame(payload: 0..<end - 1, consumed: next) }
      place = next
    }
  }

  private static func unended(_ search: Terminator.Search, maximum: Int, atEnd: Bool) -> Reading {
    switch search {
    case .open(let place) where atEnd && place <= maximum: .cut(payload: 0..<place)
    case .open(let place) where !atEnd && place - 1 <= maximum: .open(place)
    case .bare(let place) where place - 1 <= maximum:
      .failed(.bad(.bareNewline), resume: .terminator, searched: 0)
    case .ended, .open, .bare: .tooLong(maximum, resume: .terminator)
    }
  }

  /// Whether the line that ends at `end` is a dot alone.
  private static func isDot(_ bytes: Span<UInt8>, endingAt end: Int) -> Bool {
    guard end >= 1, bytes[end - 1] == dot else { return false }
    return end == 1 || (end >= 3 && bytes[end - 3] == carriageReturn && bytes[end - 2] == lineFeed)
  }

  /// Takes the first dot of every line that begins with one. False, and nothing done, where no line does.
  static func unstuff(_ payload: Span<UInt8>, into buffer: inout [UInt8]) -> Bool {
    guard stuffed(payload, from: 0) != nil else { return false }
    buffer.removeAll(keepingCapacity: true)
    var place = 0
    while let found = stuffed(payload, from: place) {
      for index in place..<found { buffer.append(payload[index]) }
      place = found + 1
    }
    for index in place..<payload.count { buffer.append(payload[index]) }
    return true
  }

  /// Where the next line begins with a dot.
  private static func stuffed(_ payload: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    while let found = ByteSearch.first(dot, in: payload, from: place) {
      if found == 0 || payload[found - 1] == lineFeed { return found }
      place = found + 1
    }
    return nil
  }
}

// MARK: - Writing

extension DotFrames {
  /// Stuffs what stands from `start` on, makes every line end (CRLF, LF or CR) a CRLF, and adds the last line.
  ///
  /// Whatever a value holds, it cannot end the frame: that is what stuffing is for.
  static func wrap(_ bytes: inout ByteBuffer, from start: Int) {
    let text = bytes.copy(from: start)
    bytes.truncate(to: start)
    var place = 0
    while place < text.count {
      let line = line(of: text.span, from: place)
      if line.end > place, text[place] == dot { bytes.append(dot) }
      bytes.append(text.span.extracting(place..<line.end))
      bytes.append(carriageReturn)
      bytes.append(lineFeed)
      place = line.next
    }
    bytes.append([dot, carriageReturn, lineFeed])
  }

  /// Where the line that begins at `start` ends, and where the next one begins.
  private static func line(of text: Span<UInt8>, from start: Int) -> (end: Int, next: Int) {
    var end = start
    while end < text.count, text[end] != lineFeed, text[end] != carriageReturn { end += 1 }
    let isPair = end + 1 < text.count && text[end] == carriageReturn && text[end + 1] == lineFeed
    return (end, min(text.count, end + (isPair ? 2 : 1)))
  }
}
