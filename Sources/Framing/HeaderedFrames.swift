/// A header block, an empty line, a body: `headers`, HTTP, SIP, LSP, STOMP. See RFC 9112 §2 and §6.
///
/// The payload is all of it. What decides where a frame ends is read in one way only: lines end in CRLF (in
/// LF or CRLF where the line end is LF), the length is told once, in nothing but digits, and a
/// `Transfer-Encoding`, which would give the body another end, is refused. A repeated length is refused even
/// where it is the same, as RFC 9110 §8.6 permits, since frames are passed on as they came. Empty lines
/// before a frame are passed over (RFC 9112 §2.2); in STOMP and SIP they are heartbeats.
final class HeaderedFrames: Sendable {
  let syntax: HeaderSyntax
  /// What ends the body.
  let end: MarkSet
  private let lineEnd: Terminator
  let lineEndBytes: [UInt8]
  static let transferEncoding = Array("transfer-encoding".utf8)

  init(_ headers: Framing.Headers) {
    syntax = HeaderSyntax(headers)
    end = MarkSet(headers.end.map { [$0] } ?? [])
    lineEnd = headers.eol == .crlf ? .crlf : .line
    lineEndBytes = headers.eol == .crlf ? [carriageReturn, lineFeed] : [lineFeed]
  }

  var trailer: [UInt8] { syntax.headers.end ?? [] }

  func read(
    _ bytes: Span<UInt8>, from searched: Int, _ remembered: inout Remembered, maximum: Int, atEnd: Bool
  ) -> Reading {
    var reading: Reading
    if case .body(let head, let length) = remembered {
      reading = body(bytes, head: head, length: length, from: searched, maximum: maximum, atEnd: atEnd)
    } else {
      reading = head(bytes, from: searched, &remembered, maximum: maximum, atEnd: atEnd)
      if case .body(let head, let length) = remembered {
        reading = body(bytes, head: head, length: length, from: head, maximum: maximum, atEnd: atEnd)
      }
    }
    if case .open = reading { return reading }
    remembered = .nothing
    return reading
  }
}

// MARK: - The header block

extension HeaderedFrames {
  /// Reads lines up to the empty one, and then remembers a body.
  private func head(
    _ bytes: Span<UInt8>, from searched: Int, _ remembered: inout Remembered, maximum: Int, atEnd: Bool
  ) -> Reading {
    var (line, length): (Int, Int?) = (0, nil)
    if case .header(let known, let told) = remembered { (line, length) = (known, told) }
    var place = max(searched, line)
    while true {
      let search = lineEnd.search(bytes, from: place, atEnd: atEnd)
      guard case .ended(let end, let next) = search, end <= maximum else {
        remembered = .header(line: line, length: length)
        return unended(search, maximum: maximum, atEnd: atEnd)
      }
      if end == line {
        if line == 0 { return .skip(next) }
        guard next <= maximum else { return .tooLong(maximum, resume: nil) }
        remembered = .body(head: next, length: length)
        return .open(next)
      }
      if let reason = judge(line..<end, in: bytes, &length) { return .bad(reason) }
      (line, place) = (next, next)
    }
  }

  /// The line's own end belongs to the payload too, so none of at most `maximum` bytes is left behind it.
  private func unended(_ search: Terminator.Search, maximum: Int, atEnd: Bool) -> Reading {
    switch search {
    case .open(let place) where place <= maximum: atEnd ? .cut(payload: 0..<place) : .open(place)
    case .bare(let place) where place <= maximum: .bad(.bareNewline)
    case .ended, .open, .bare: .tooLong(maximum, resume: nil)
    }
  }

  /// What is wrong with a line; takes note of the length.
  private func judge(
    _ line: Range<Int>, in bytes: Span<UInt8>, _ length: inout Int?
  ) -> FrameError.Reason? {
    if ByteSearch.first(0, in: bytes, line) != nil { return .badHeader }
    if line.lowerBound == 0, syntax.headers.startLine { return nil }
    guard let (name, value) = syntax.parts(of: line, in: bytes) else { return .badHeader }
    if HeaderSyntax.equal(name, Self.transferEncoding, in: bytes) { return .badHeader }
    guard syntax.tellsLength(name, in: bytes) else { return nil }
    guard length == nil, let told = HeaderSyntax.number(value, in: bytes) else { return .badLength }
    length = told
    return nil
  }
}

// MARK: - The body

extension HeaderedFrames {
  private func body(
    _ bytes: Span<UInt8>, head: Int, length: Int?, from searched: Int, maximum: Int, atEnd: Bool
  ) -> Reading {
    guard let length else {
      if end.longest == 0 { return .frame(payload: 0..<head, consumed: head) }
      return body(bytes, head: head, upToEndFrom: max(searched, head), maximum: maximum, atEnd: atEnd)
    }
    let (whole, overflow) = length.addingReportingOverflow(head + trailer.count)
    guard !overflow else { return .bad(.badLength) }
    guard length <= maximum - head else { return .tooLong(maximum, resume: .bytes(whole)) }
    let payload = head + length
    guard SizedFrames.agrees(trailer, with: bytes, at: payload) else { return .bad(.badTrailer) }
    if whole <= bytes.count { return .frame(payload: 0..<payload, consumed: whole) }
    return atEnd ? .cut(payload: 0..<min(payload, bytes.count)) : .open(0)
  }

  /// A body whose length nobody told.
  private func body(
    _ bytes: Span<UInt8>, head: Int, upToEndFrom start: Int, maximum: Int, atEnd: Bool
  ) -> Reading {
    let place: Int
    switch end.find(in: bytes, from: start, atEnd: atEnd) {
    case .found(let found, let length) where found <= maximum:
      return .frame(payload: 0..<found, consumed: found + length)
    case .found(let found, _), .pending(let found): place = found
    case .none: place = bytes.count
    }
    if place > maximum { return .tooLong(maximum, resume: .terminator, searched: start) }
    return atEnd ? .cut(payload: 0..<place) : .open(place)
  }
}
