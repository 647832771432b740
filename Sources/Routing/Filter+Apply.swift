import Framing

extension Filter {
  /// Replaces the value that stands from `start` to the end of the open frame by what this filter makes of it.
  ///
  /// Every argument must be known: see `resolved`. A result larger than the frame's limit marks the
  /// outbox as overflowed. No filter vouches for its result: `oneline` and `escape` take out what
  /// would end a line, and the framing finds nothing to refuse; a mark of printable characters is
  /// refused all the same.
  /// - Throws: `FrameRefusal.badValue` where the value cannot be converted.
  func apply(to outbox: inout Outbox, from start: Int) throws(FrameRefusal) {
    switch name {
    case .upper, .lower, .trim, .len, .reverse, .field, .slice, .pad, .lpad, .zpad, .fallback, .lookup:
      applyText(to: &outbox, from: start)
    case .replace, .oneline, .crlf, .escape, .json, .urlencode:
      applyRewriting(to: &outbox, from: start)
    case .add, .sub, .mul, .mod, .fixed, .dec, .u8, .u16, .u24, .u32, .u64:
      try applyNumber(to: &outbox, from: start)
    case .get, .base64, .unbase64, .hex, .unhex:
      try applyCode(to: &outbox, from: start)
    case .xor, .sum, .crc16, .crc32, .luhn:
      try applyChecksum(to: &outbox, from: start)
    }
  }

  var badValue: FrameRefusal { .badValue(filter: name.rawValue) }
}

// How filters lay hands on the value at the end of the open frame.
extension Outbox {
  /// Keeps of the value what `range` says.
  mutating func keepOfValue(from start: Int, _ range: (Span<UInt8>) -> Range<Int>) {
    let kept = withValue(from: start) { value in
      let kept = range(value.span)
      guard kept.lowerBound > 0 else { return kept.count }
      for (target, source) in kept.enumerated() { value[target] = value[source] }
      return kept.count
    }
    dropValue(from: start + kept)
  }

  /// Lets `body` rearrange the value in place and say how many bytes at its start are left.
  ///
  /// - Returns: false where `body` gave nothing.
  mutating func shrinkValue(from start: Int, _ body: (inout MutableSpan<UInt8>) -> Int?) -> Bool {
    guard let kept = withValue(from: start, body) else { return false }
    dropValue(from: start + kept)
    return true
  }

  /// Takes the value away, for another to be appended in its place.
  mutating func takeValue(from start: Int) -> [UInt8] {
    defer { dropValue(from: start) }
    return value(from: start)
  }

  mutating func appendValue(repeating byte: UInt8, count: Int) {
    for _ in 0..<Swift.max(0, count) {
      guard !hasOverflowed else { return }
      appendValue(byte)
    }
  }
}
