import Framing

// Filters that choose, move or pad bytes. None of them fails.
extension Filter {
  func applyText(to outbox: inout Outbox, from start: Int) {
    let length = outbox.frameCount - start
    switch name {
    case .upper: outbox.withValue(from: start) { ASCII.uppercase(&$0) }
    case .lower: outbox.withValue(from: start) { ASCII.lowercase(&$0) }
    case .reverse: outbox.withValue(from: start) { Filter.reverse(&$0) }
    case .trim: outbox.keepOfValue(from: start) { Filter.trimmed($0) }
    case .slice: outbox.keepOfValue(from: start) { slice(of: $0.count) }
    case .field: outbox.keepOfValue(from: start) { field(in: $0) }
    case .len:
      outbox.dropValue(from: start)
      outbox.appendNumber(length)
    case .pad: outbox.appendValue(repeating: 0x20, count: (integer(0) ?? 0) - length)
    case .lpad, .zpad: padLeft(&outbox, from: start)
    case .fallback:
      guard length == 0, let text = text(0) else { return }
      outbox.appendValue(text.span)
    case .lookup:
      guard let value = table(0)?[outbox.takeValue(from: start)] else { return }
      outbox.appendValue(value.span)
    default: break
    }
  }

  private static func reverse(_ value: inout MutableSpan<UInt8>) {
    for i in 0..<value.count / 2 {
      let other = value.count - 1 - i
      (value[i], value[other]) = (value[other], value[i])
    }
  }

  private static func trimmed(_ value: Span<UInt8>) -> Range<Int> {
    var first = 0
    var last = value.count
    while first < last, ASCII.isBlank(value[first]) { first += 1 }
    while last > first, ASCII.isBlank(value[last - 1]) { last -= 1 }
    return first..<last
  }

  private func slice(of count: Int) -> Range<Int> {
    let first = Swift.min(integer(0) ?? 0, count)
    return first..<Swift.max(first, Swift.min(integer(1) ?? count, count))
  }

  private func padLeft(_ outbox: inout Outbox, from start: Int) {
    let missing = (integer(0) ?? 0) - (outbox.frameCount - start)
    guard missing > 0 else { return }
    var value = outbox.takeValue(from: start)[...]
    if name == .zpad, value.first == UInt8(ascii: "-") {
      outbox.appendValue(value.removeFirst())
    }
    outbox.appendValue(repeating: name == .zpad ? UInt8(ascii: "0") : 0x20, count: missing)
    outbox.appendValue(value.span)
  }

  private func field(in value: Span<UInt8>) -> Range<Int> {
    let number = integer(0) ?? 1
    guard let separator = text(1) else { return Filter.word(number, in: value) }
    var start = 0
    for _ in 1..<number {
      guard let found = value.firstRange(of: separator.span, from: start) else { return value.count..<value.count }
      start = found.upperBound
    }
    return start..<(value.firstRange(of: separator.span, from: start)?.lowerBound ?? value.count)
  }

  /// The word of that number between runs of blanks, which may also stand at both ends.
  private static func word(_ number: Int, in value: Span<UInt8>) -> Range<Int> {
    var place = 0
    for count in 1...number {
      while place < value.count, ASCII.isBlank(value[place]) { place += 1 }
      let start = place
      while place < value.count, !ASCII.isBlank(value[place]) { place += 1 }
      if count == number || place == start { return start..<place }
    }
    return place..<place
  }
}

extension Span<UInt8> {
  /// The first place at or behind `start` where `pattern`, which is not empty, stands. Patterns are
  /// at most `Filter.maximumPattern` long, which bounds the work for each byte.
  func firstRange(of pattern: Span<UInt8>, from start: Int) -> Range<Int>? {
    guard pattern.count > 0, count - start >= pattern.count else { return nil }
    for place in start...(count - pattern.count) where self[place] == pattern[0] {
      var length = 1
      while length < pattern.count, self[place + length] == pattern[length] { length += 1 }
      if length == pattern.count { return place..<place + length }
    }
    return nil
  }
}
