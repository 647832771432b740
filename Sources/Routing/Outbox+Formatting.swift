import Framing

// Values written as text, digit by digit, without a String on the way.
extension Outbox {
  mutating func appendNumber(_ number: some BinaryInteger) {
    if number < 0 { appendValue(UInt8(ascii: "-")) }
    appendDigits(UInt64(number.magnitude), width: 1)
  }

  /// At least `width` digits (at most 20), zeros in front.
  mutating func appendDigits(_ number: UInt64, width: Int) {
    var digits = [20 of UInt8](repeating: UInt8(ascii: "0"))
    var first = 20
    var rest = number
    repeat {
      first -= 1
      digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    first = Swift.min(first, 20 - Swift.max(0, Swift.min(width, 20)))
    appendValue(digits.span.extracting(first..<20))
  }

  mutating func appendHex(_ byte: UInt8, upper: Bool) {
    appendValue(ASCII.hexDigit(byte >> 4, upper: upper))
    appendValue(ASCII.hexDigit(byte, upper: upper))
  }

  /// The lowest `width` hexadecimal digits of `number`, in upper case.
  mutating func appendHexDigits(_ number: UInt32, width: Int) {
    for place in (0..<width).reversed() {
      appendValue(ASCII.hexDigit(UInt8(truncatingIfNeeded: number >> UInt32(4 * place)), upper: true))
    }
  }

  /// Version 4 of RFC 9562 §5.4: all bits random but the version's four and the variant's two.
  mutating func appendUUID(_ high: UInt64, _ low: UInt64) {
    let high = high & ~0xf000 | 0x4000
    let low = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
    for index in 0..<16 {
      if [4, 6, 8, 10].contains(index) { appendValue(UInt8(ascii: "-")) }
      let half = index < 8 ? high : low
      appendHex(UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * (index % 8))), upper: false)
    }
  }

  /// `2026-01-02T03:04:05.678Z`. See RFC 3339 §5.6.
  package mutating func appendTimestamp(milliseconds: Int64) {
    let time = CivilTime(milliseconds: milliseconds)
    appendDate(time)
    appendValue(UInt8(ascii: "T"))
    appendTime(time)
    appendValue(UInt8(ascii: "."))
    appendDigits(UInt64(time.millisecond), width: 3)
    appendValue(UInt8(ascii: "Z"))
  }

  /// `2026-01-02`
  mutating func appendDate(_ time: CivilTime) {
    appendYear(time.year)
    appendValue(UInt8(ascii: "-"))
    appendDigits(UInt64(time.month), width: 2)
    appendValue(UInt8(ascii: "-"))
    appendDigits(UInt64(time.day), width: 2)
  }

  /// `03:04:05`
  mutating func appendTime(_ time: CivilTime) {
    appendDigits(UInt64(time.hour), width: 2)
    appendValue(UInt8(ascii: ":"))
    appendDigits(UInt64(time.minute), width: 2)
    appendValue(UInt8(ascii: ":"))
    appendDigits(UInt64(time.second), width: 2)
  }

  /// At least four digits; years before 0 have a sign.
  mutating func appendYear(_ year: Int64) {
    if year < 0 { appendValue(UInt8(ascii: "-")) }
    appendDigits(year.magnitude, width: 4)
  }
}

extension ClosedRange<Int> {
  /// One of the range's numbers, each as likely as the others but for one part in 2^64 / count.
  func element(at bits: UInt64) -> Int {
    let last = UInt64(bitPattern: Int64(upperBound)) &- UInt64(bitPattern: Int64(lowerBound))
    let offset = last == .max ? bits : bits.multipliedFullWidth(by: last + 1).high
    return Int(truncatingIfNeeded: UInt64(bitPattern: Int64(lowerBound)) &+ offset)
  }
}
