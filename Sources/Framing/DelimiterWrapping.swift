/// Ends a frame in the first of several marks, any of which would end it for the peer.
struct DelimiterWrapping: Sendable {
  private let marks: MarkSet
  private let added: [UInt8]
  /// What would make the terminator of the frame before into a longer mark: a frame must not begin with it.
  private let continuations: MarkSet

  init(_ marks: [[UInt8]]) {
    let added = marks.first ?? []
    self.marks = MarkSet(marks)
    self.added = added
    continuations = MarkSet(marks.filter { $0.starts(with: added) }.map { Array($0.dropFirst(added.count)) })
  }

  /// Adds the first mark, unless a mark would then share a byte with a value.
  func end(_ bytes: inout ByteBuffer, from start: Int, values: borrowing ValueRanges) throws(FrameRefusal) {
    bytes.append(added)
    guard !values.isEmpty else { return }
    if bytes.withBytes({ isBroken($0.extracting(start...), by: values) }) { throw .terminatorInValue }
  }

  private func isBroken(_ frame: Span<UInt8>, by values: borrowing ValueRanges) -> Bool {
    if case .found(_, let length) = continuations.hit(in: frame, at: 0, atEnd: true), length > values[0].lowerBound {
      return true
    }
    for index in 0..<values.count where marks.occurs(in: frame, overlapping: values[index]) { return true }
    return false
  }
}
