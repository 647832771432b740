/// Frames between a start and an end mark: `between`, MLLP, STX/ETX.
struct MarkedFrames: Sendable {
  let start: MarkSet
  let end: MarkSet
  let outside: Framing.Outside

  func read(_ bytes: Span<UInt8>, from searched: Int, maximum: Int, atEnd: Bool) -> Reading {
    switch start.hit(in: bytes, at: 0, atEnd: atEnd) {
    case .found(_, let length):
      return payload(bytes, after: length, from: max(searched, length), maximum: maximum, atEnd: atEnd)
    case .pending: return .open(0)
    case .none where start.longest == 0:
      return payload(bytes, after: 0, from: searched, maximum: maximum, atEnd: atEnd)
    case .none: return stray(bytes, atEnd: atEnd)
    }
  }

  /// How many bytes stand before the next start mark, which may begin at the end of what has arrived.
  func beforeStart(_ bytes: Span<UInt8>, atEnd: Bool) -> (count: Int, found: Bool) {
    switch start.find(in: bytes, from: 0, atEnd: atEnd) {
    case .found(let place, _): (place, true)
    case .pending(let place): (place, false)
    case .none: (bytes.count, false)
    }
  }

  private func payload(
    _ bytes: Span<UInt8>, after mark: Int, from searched: Int, maximum: Int, atEnd: Bool
  ) -> Reading {
    let place: Int
    switch end.find(in: bytes, from: searched, atEnd: atEnd) {
    case .found(let found, let length) where found - mark <= maximum:
      return .frame(payload: mark..<found, consumed: found + length)
    case .found(let found, _): place = found
    case .pending(let found): place = found
    case .none: place = bytes.count
    }
    if place - mark > maximum { return .tooLong(maximum, resume: .terminator, searched: searched) }
    return atEnd ? .cut(payload: mark..<place) : .open(place)
  }

  /// The bytes at the head begin no frame.
  private func stray(_ bytes: Span<UInt8>, atEnd: Bool) -> Reading {
    if bytes.isEmpty { return .open(0) }
    switch outside {
    case .skip: return .skip(beforeStart(bytes, atEnd: atEnd).count)
    case .refuse where atEnd && start.hit(in: bytes, at: 0, atEnd: false) != .none: return .cut(payload: nil)
    case .refuse: return .failed(.bad(.outsideMarks), resume: .startMark, searched: 0)
    }
  }
}
