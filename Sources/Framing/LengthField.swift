/// The ways in which a frame's size is known before its payload.
///
/// What a field says comes from an attacker: every step is range-checked, nothing is allocated on
/// its word, and a field that breaks its grammar is bad as soon as the offending byte is there.
enum LengthField: Sendable {
  /// No field: so many bytes, which may be a number that a peer named.
  case fixed(Int)
  case binary(Framing.BinaryLength)
  case varint
  case digits(Int)
  case until(UInt8)

  enum Parsed: Equatable {
    case incomplete
    /// The payload begins after `header` bytes and is `count` bytes long, at least 0.
    case size(header: Int, count: Int)
    case bad
  }

  /// Whether the header is part of the frame.
  var keepsHeader: Bool {
    if case .binary(let field) = self { field.keepsHeader } else { false }
  }

  /// Reads the field at the head of `bytes`.
  func parse(_ bytes: Span<UInt8>) -> Parsed {
    switch self {
    case .fixed(let count): count < 0 ? .bad : .size(header: 0, count: count)
    case .binary(let field): Self.binary(field, bytes)
    case .varint: Self.varint(bytes)
    case .digits(let width): Self.digits(width, bytes)
    case .until(let end): Self.until(end, bytes)
    }
  }

  private static func binary(_ field: Framing.BinaryLength, _ bytes: Span<UInt8>) -> Parsed {
    let header = field.offset + field.bytes
    guard bytes.count >= header else { return .incomplete }
    var value: UInt64 = 0
    for index in 0..<field.bytes {
      let place = field.littleEndian ? header - 1 - index : field.offset + index
      value = value << 8 | UInt64(bytes[place])
    }
    guard let said = Int(exactly: value) else { return .bad }
    let (count, overflow) = said.addingReportingOverflow(field.adjust)
    return overflow || count < 0 ? .bad : .size(header: header, count: count)
  }

  /// At most ten bytes, of which the tenth holds one bit. See Protocol Buffers, "Base 128 Varints".
  private static func varint(_ bytes: Span<UInt8>) -> Parsed {
    var value: UInt64 = 0
    for index in 0..<min(10, bytes.count) {
      let byte = bytes[index]
      if index == 9, byte > 1 { return .bad }
      value |= UInt64(byte & 0x7f) << UInt64(7 * index)
      if byte < 0x80 {
        guard let count = Int(exactly: value) else { return .bad }
        return .size(header: index + 1, count: count)
      }
    }
    return .incomplete
  }

  private static func digits(_ width: Int, _ bytes: Span<UInt8>) -> Parsed {
    var value = 0
    for index in 0..<min(width, bytes.count) {
      guard let next = appending(bytes[index], to: value) else { return .bad }
      value = next
    }
    return bytes.count < width ? .incomplete : .size(header: width, count: value)
  }

  /// No sign, no blank, no leading zero but `0` itself; so at most 19 digits are ever read.
  private static func until(_ end: UInt8, _ bytes: Span<UInt8>) -> Parsed {
    var value = 0
    for index in 0..<bytes.count {
      if bytes[index] == end, index > 0 { return .size(header: index + 1, count: value) }
      if value == 0, index > 0 { return .bad }
      guard let next = appending(bytes[index], to: value) else { return .bad }
      value = next
    }
    return .incomplete
  }

  /// `value` with one decimal digit more; nil for anything else and for what an `Int` cannot hold.
  static func appending(_ digit: UInt8, to value: Int) -> Int? {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
    return overflow || carry ? nil : sum
  }
}
