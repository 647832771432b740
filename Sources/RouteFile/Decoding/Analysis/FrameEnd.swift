import Framing

/// What a value must not hold in a reply, because it would end the frame: see `FrameEncoder`.
struct FrameEnd: Hashable {
  /// Of one byte or more each; none where any bytes are carried.
  let marks: [[UInt8]]

  init(of kind: Framing.Kind) {
    marks =
      switch kind {
      case .line: [[0x0a]]
      case .crlf: [[0x0a], [0x0d]]
      case .delimiter(let marks): marks
      case .between(_, let end, _): [end]
      default: []
      }
  }

  /// What a frame that was read by such a framing may hold.
  static func content(readAs kind: Framing.Kind, against end: FrameEnd) -> ValueContent {
    let own = FrameEnd(of: kind).marks
    let single = ByteSet(own.filter { $0.count == 1 }.joined())
    let isFree = end.marks.contains { $0.count > 1 && !own.contains($0) }
    return ValueContent(bytes: ByteSet.all.subtracting(single), mayHoldMarks: isFree)
  }

  /// The mark that a value of such content may hold.
  func mark(in content: ValueContent) -> [UInt8]? {
    marks.first { mark in
      (mark.count == 1 || content.mayHoldMarks) && mark.allSatisfy(content.bytes.contains)
    }
  }
}
