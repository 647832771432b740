import Framing

// Filters on numbers; text that is none is refused, and so is a result that does not fit.
extension Filter {
  func applyNumber(to outbox: inout Outbox, from start: Int) throws(FrameRefusal) {
    switch name {
    case .dec:
      guard let number = outbox.withValue(from: start, { Filter.hexadecimal($0.span) }) else { throw badValue }
      outbox.dropValue(from: start)
      outbox.appendNumber(number)
    case .u8, .u16, .u24, .u32, .u64:
      guard let number = outbox.withValue(from: start, { Filter.whole($0.span) }) else { throw badValue }
      outbox.dropValue(from: start)
      try append(number, to: &outbox)
    default: try calculate(&outbox, from: start)
    }
  }

  private func calculate(_ outbox: inout Outbox, from start: Int) throws(FrameRefusal) {
    guard let number = outbox.withValue(from: start, { Decimal($0.span) }) else { throw badValue }
    let result =
      switch name {
      case .add: decimal(0).flatMap { number.adding($0) }
      case .sub: decimal(0).flatMap { number.subtracting($0) }
      case .mul: decimal(0).flatMap { number.multiplied(by: $0) }
      case .mod: decimal(0).flatMap { number.modulo($0) }
      default: integer(0).flatMap { number.rounded(to: $0) }
      }
    guard let result else { throw badValue }
    outbox.dropValue(from: start)
    outbox.appendDecimal(result, places: name == .fixed ? integer(0) ?? 0 : 0)
  }

  private var byteCount: Int {
    switch name {
    case .u8: 1
    case .u16: 2
    case .u24: 3
    case .u32: 4
    default: 8
    }
  }

  private func append(_ number: UInt64, to outbox: inout Outbox) throws(FrameRefusal) {
    let count = byteCount
    guard count == 8 || number >> UInt64(8 * count) == 0 else { throw badValue }
    let littleEndian = choice(0) == 1
    for place in 0..<count {
      let shift = UInt64(8 * (littleEndian ? place : count - 1 - place))
      outbox.appendValue(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Decimal digits only; nothing where they do not fit.
  private static func whole(_ text: Span<UInt8>) -> UInt64? {
    guard !text.isEmpty else { return nil }
    var number: UInt64 = 0
    for i in text.indices {
      guard ASCII.isDigit(text[i]) else { return nil }
      let (tens, over) = number.multipliedReportingOverflow(by: 10)
      let (next, beyond) = tens.addingReportingOverflow(UInt64(text[i] &- UInt8(ascii: "0")))
      guard !over, !beyond else { return nil }
      number = next
    }
    return number
  }

  /// Hexadecimal digits, with `0x` before them or not; nothing where they do not fit.
  private static func hexadecimal(_ text: Span<UInt8>) -> UInt64? {
    let hasPrefix = text.count > 2 && text[0] == UInt8(ascii: "0") && text[1] | 0x20 == UInt8(ascii: "x")
    guard !text.isEmpty else { return nil }
    var number: UInt64 = 0
    for i in (hasPrefix ? 2 : 0)..<text.count {
      guard let digit = ASCII.hexValue(text[i]), number >> 60 == 0 else { return nil }
      number = number << 4 | UInt64(digit)
    }
    return number
  }
}

extension Outbox {
  /// Plain digits; at least so many places after the point.
  mutating func appendDecimal(_ number: Decimal, places: Int) {
    if number.units < 0 { appendValue(UInt8(ascii: "-")) }
    let divisor = Decimal.power(number.scale)
    appendDigits(number.units.magnitude / divisor, width: 1)
    guard number.scale > 0 || places > 0 else { return }
    appendValue(UInt8(ascii: "."))
    if number.scale > 0 { appendDigits(number.units.magnitude % divisor, width: number.scale) }
    appendValue(repeating: UInt8(ascii: "0"), count: places - number.scale)
  }
}
