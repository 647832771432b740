/// One or several marks, searched together: the earliest place wins, and the longest mark there.
///
/// A mark of which only the beginning has arrived is *pending*: the bytes after it decide, or the
/// end of the stream, at which only whole marks count. The work per byte is bounded by the marks'
/// total length, whatever the bytes are.
struct MarkSet: Sendable {
  enum Hit: Equatable {
    /// A whole mark of `length` bytes at offset `at`.
    case found(at: Int, length: Int)
    /// The bytes from here to the end may still become a mark; nothing before them is one.
    case pending(at: Int)
    case none
  }

  /// All marks one after the other, the longest first.
  private let text: [UInt8]
  /// Where each mark ends in `text`.
  private let ends: [Int]
  /// The byte every mark begins with, where it is the same for all.
  private let commonFirst: UInt8?
  /// The bytes a mark can begin with, one bit each.
  private let firsts: [UInt64]

  /// Marks without bytes are left out: they would be found everywhere.
  init(_ marks: [[UInt8]]) {
    let ordered = marks.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
    var firsts = [UInt64](repeating: 0, count: 4)
    for byte in ordered.compactMap(\.first) { firsts[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    text = ordered.flatMap { $0 }
    ends = ordered.indices.map { last in ordered[...last].reduce(0) { $0 + $1.count } }
    commonFirst = Set(ordered.compactMap(\.first)).count == 1 ? text.first : nil
    self.firsts = firsts
  }

  /// Bytes of the longest mark.
  var longest: Int { ends.first ?? 0 }

  /// The earliest mark at or after `start`. With `atEnd` no more bytes will come, so nothing is pending.
  func find(in bytes: Span<UInt8>, from start: Int, atEnd: Bool) -> Hit {
    var place = start
    while let candidate = candidate(in: bytes, from: place) {
      let hit = hit(in: bytes, at: candidate, atEnd: atEnd)
      if hit != .none { return hit }
      place = candidate + 1
    }
    return .none
  }

  /// What stands at `place`.
  func hit(in bytes: Span<UInt8>, at place: Int, atEnd: Bool) -> Hit {
    var first = 0
    for end in ends {
      let length = end - first
      if matches(first..<end, in: bytes, at: place) {
        if length <= bytes.count - place { return .found(at: place, length: length) }
        if !atEnd { return .pending(at: place) }
      }
      first = end
    }
    return .none
  }

  /// Whether a whole mark that shares a byte with `range` stands in `bytes`.
  func occurs(in bytes: Span<UInt8>, overlapping range: Range<Int>) -> Bool {
    var place = max(0, range.lowerBound - longest + 1)
    while let candidate = candidate(in: bytes, from: place), candidate < range.upperBound {
      if case .found(_, let length) = hit(in: bytes, at: candidate, atEnd: true),
        candidate + length > range.lowerBound
      {
        return true
      }
      place = candidate + 1
    }
    return false
  }

  /// Whether the mark at `mark` in `text` and the bytes from `place` on agree, as far as both go.
  private func matches(_ mark: Range<Int>, in bytes: Span<UInt8>, at place: Int) -> Bool {
    for offset in 0..<min(mark.count, bytes.count - place)
    where text[mark.lowerBound + offset] != bytes[place + offset] {
      return false
    }
    return true
  }

  /// The next place where a mark can begin.
  private func candidate(in bytes: Span<UInt8>, from start: Int) -> Int? {
    if let commonFirst { return ByteSearch.first(commonFirst, in: bytes, from: start) }
    var place = start
    while place < bytes.count {
      let byte = bytes[place]
      if firsts[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0 { return place }
      place += 1
    }
    return nil
  }
}
