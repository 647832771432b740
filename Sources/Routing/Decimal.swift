/// A decimal number: `units` divided by ten to the power of `scale`.
///
/// Sixty-four bits and no floating point, so that 0.1 + 0.2 is 0.3; whatever does not fit is
/// refused, never rounded (only `rounded(to:)` rounds).
package struct Decimal: Sendable, Equatable {
  package private(set) var units: Int64
  /// Digits after the point: 0 to 18, without zeros at the end.
  package private(set) var scale: Int

  package static let maximumScale = 18

  package init(units: Int64, scale: Int = 0) {
    self.units = units
    self.scale = scale
    while self.scale > 0, self.units % 10 == 0 {
      self.units /= 10
      self.scale -= 1
    }
  }

  /// Reads `-?digits` or `-?digits.digits`; nothing where the text is anything else or does not fit.
  package init?(_ text: Span<UInt8>) {
    var scan = Scan()
    for i in text.indices {
      guard scan.take(text[i], first: i == 0) else { return nil }
    }
    guard scan.isComplete else { return nil }
    self.init(units: scan.units, scale: scan.scale)
  }

  /// The digits so far. They are gathered below zero, where one more value fits.
  private struct Scan {
    private var negative = false
    private var point = false
    private var whole = 0
    private var fraction = 0
    private var magnitude: Int64 = 0

    var scale: Int { fraction }
    var units: Int64 { negative ? magnitude : -magnitude }
    var isComplete: Bool { whole > 0 && (!point || fraction > 0) && (negative || magnitude != .min) }

    mutating func take(_ byte: UInt8, first: Bool) -> Bool {
      switch byte {
      case UInt8(ascii: "-") where first:
        negative = true
        return true
      case UInt8(ascii: ".") where !point:
        point = true
        return true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return digit(Int64(byte &- UInt8(ascii: "0")))
      default: return false
      }
    }

    private mutating func digit(_ digit: Int64) -> Bool {
      if point { fraction += 1 } else { whole = 1 }
      guard fraction <= Decimal.maximumScale else { return false }
      let (tens, over) = magnitude.multipliedReportingOverflow(by: 10)
      let (next, under) = tens.subtractingReportingOverflow(digit)
      magnitude = next
      return !over && !under
    }
  }
}
