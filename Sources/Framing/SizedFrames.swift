/// Frames whose size is known before their payload: `fixed`, `length`, netstrings, octet counting.
struct SizedFrames: Sendable {
  let field: LengthField
  /// Bytes that must follow the payload.
  let trailer: [UInt8]

  func read(_ bytes: Span<UInt8>, maximum: Int, atEnd: Bool) -> Reading {
    switch field.parse(bytes) {
    case .incomplete: atEnd ? .cut(payload: nil) : .open(0)
    case .bad: .bad(.badLength)
    case .size(let header, let count): read(bytes, header: header, count: count, maximum: maximum, atEnd: atEnd)
    }
  }

  private func read(_ bytes: Span<UInt8>, header: Int, count: Int, maximum: Int, atEnd: Bool) -> Reading {
    let (whole, overflow) = count.addingReportingOverflow(header + trailer.count)
    guard !overflow else { return .bad(.badLength) }
    guard count <= maximum else { return .tooLong(maximum, resume: .bytes(whole)) }
    guard Self.agrees(trailer, with: bytes, at: header + count) else { return .bad(.badTrailer) }
    let first = field.keepsHeader ? 0 : header
    if whole <= bytes.count { return .frame(payload: first..<header + count, consumed: whole) }
    guard atEnd else { return .open(0) }
    let arrived = min(bytes.count, header + count)
    return .cut(payload: arrived > header || count == 0 ? first..<arrived : nil)
  }

  /// Whether what has arrived from `place` on is the trailer.
  static func agrees(_ trailer: [UInt8], with bytes: Span<UInt8>, at place: Int) -> Bool {
    for offset in trailer.indices where place + offset < bytes.count {
      if bytes[place + offset] != trailer[offset] { return false }
    }
    return true
  }
}
