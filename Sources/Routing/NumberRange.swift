/// `LOW..HIGH` of a pattern, both ends included. Numbers are compared as they are written, digit by digit, so
/// that any length is exact.
struct NumberRange: Sendable, Equatable {
  let low: [UInt8]
  let high: [UInt8]

  /// Whether `number`, written `-?digits` or `-?digits.digits`, lies inside.
  func contains(_ number: Span<UInt8>) -> Bool {
    NumberRange.order(low.span, number) <= 0 && NumberRange.order(number, high.span) <= 0
  }

  /// Negative where `a` is less than `b`, positive where it is greater.
  static func order(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
    let (x, y) = (Digits(a), Digits(b))
    guard x.isNegative == y.isNegative else { return x.isNegative ? -1 : 1 }
    let order = magnitude(x, a, y, b)
    return x.isNegative ? -order : order
  }

  private static func magnitude(_ x: Digits, _ a: Span<UInt8>, _ y: Digits, _ b: Span<UInt8>) -> Int {
    if x.whole.count != y.whole.count { return x.whole.count < y.whole.count ? -1 : 1 }
    let whole = lexical(a.extracting(x.whole), b.extracting(y.whole))
    return whole != 0 ? whole : lexical(a.extracting(x.fraction), b.extracting(y.fraction))
  }

  private static func lexical(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
    for index in 0..<min(a.count, b.count) where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
    return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
  }

  /// Where the digits that count stand: no zeros in front, none at the end of the fraction.
  private struct Digits {
    var whole: Range<Int>
    var fraction: Range<Int>
    var isNegative: Bool

    init(_ text: Span<UInt8>) {
      var start = text.isEmpty || text[0] != UInt8(ascii: "-") ? 0 : 1
      isNegative = start == 1
      while start < text.count, text[start] == UInt8(ascii: "0") { start += 1 }
      var point = start
      while point < text.count, text[point] != UInt8(ascii: ".") { point += 1 }
      let first = min(point + 1, text.count)
      var end = text.count
      while end > first, text[end - 1] == UInt8(ascii: "0") { end -= 1 }
      whole = start..<point
      fraction = first..<end
      if whole.isEmpty, fraction.isEmpty { isNegative = false }
    }
  }
}
