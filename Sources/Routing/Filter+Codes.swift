import Framing

// Filters between bytes and their encodings; what cannot be decoded is refused.
extension Filter {
  func applyCode(to outbox: inout Outbox, from start: Int) throws(FrameRefusal) {
    switch name {
    case .unhex: guard outbox.shrinkValue(from: start, { Filter.decodeHex(&$0) }) else { throw badValue }
    case .unbase64: guard outbox.shrinkValue(from: start, { Filter.decodeBase64(&$0) }) else { throw badValue }
    case .hex:
      let value = outbox.takeValue(from: start)
      for byte in value { outbox.appendHex(byte, upper: false) }
    case .base64:
      let value = outbox.takeValue(from: start)
      Filter.encodeBase64(value.span, to: &outbox)
    default: try get(&outbox, from: start)
    }
  }

  private func get(_ outbox: inout Outbox, from start: Int) throws(FrameRefusal) {
    let path = (text(0) ?? []).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let document = outbox.takeValue(from: start)
    guard let found = try? JSONText.value(at: path.map(Array.init), in: document) else { throw badValue }
    outbox.appendValue(found.span)
  }

  private static func decodeHex(_ value: inout MutableSpan<UInt8>) -> Int? {
    guard value.count % 2 == 0 else { return nil }
    for i in 0..<value.count / 2 {
      guard let high = ASCII.hexValue(value[2 * i]), let low = ASCII.hexValue(value[2 * i + 1]) else { return nil }
      value[i] = high << 4 | low
    }
    return value.count / 2
  }

  private static let base64Digits: [UInt8] = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func encodeBase64(_ value: Span<UInt8>, to outbox: inout Outbox) {
    let digits = base64Digits
    for place in stride(from: 0, to: value.count, by: 3) {
      let taken = Swift.min(3, value.count - place)
      var group: UInt32 = 0
      for i in 0..<3 { group = group << 8 | (i < taken ? UInt32(value[place + i]) : 0) }
      for i in 0..<4 {
        outbox.appendValue(i <= taken ? digits[Int(group >> UInt32(18 - 6 * i) & 0x3f)] : UInt8(ascii: "="))
      }
    }
  }

  /// Whole groups with their padding, and no stray bits in the last one. See RFC 4648 §3.5 and §4.
  private static func decodeBase64(_ value: inout MutableSpan<UInt8>) -> Int? {
    guard value.count % 4 == 0 else { return nil }
    guard !value.isEmpty else { return 0 }
    let padding = value[value.count - 1] != UInt8(ascii: "=") ? 0 : value[value.count - 2] != UInt8(ascii: "=") ? 1 : 2
    let digits = value.count - padding
    var target = 0
    var bits: UInt32 = 0
    for source in 0..<digits {
      guard let digit = base64Value(value[source]) else { return nil }
      bits = bits << 6 | UInt32(digit)
      guard source % 4 != 0 else { continue }
      value[target] = UInt8(truncatingIfNeeded: bits >> UInt32(6 - 2 * (source % 4)))
      target += 1
    }
    let stray: UInt32 = padding == 0 ? 0 : padding == 1 ? 0x03 : 0x0f
    return bits & stray == 0 ? target : nil
  }

  private static func base64Value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
