/// Where the captures of one match go.
struct Binder {
  /// Nothing where nobody asks.
  let bindings: Bindings?
  /// Where the subject stands in the frame's content; nothing where it is no part of it.
  let contentOffset: Int?

  /// Binds a slot to a range of the subject.
  func bind(_ slot: Int?, _ range: Range<Int>, in subject: Span<UInt8>) {
    guard let bindings, let slot else { return }
    if let contentOffset {
      bindings.bind(slot, toContent: contentOffset + range.lowerBound..<contentOffset + range.upperBound)
    } else {
      bindings.bind(slot, to: subject.extracting(range))
    }
  }

  /// Binds a slot to what a typed placeholder took.
  func bind(_ slot: Int?, _ range: Range<Int>, as content: Pattern.Content, in subject: Span<UInt8>) {
    guard slot != nil, bindings != nil else { return }
    switch content {
    case .quoted: bindInside(slot, range.lowerBound + 1..<range.upperBound - 1, in: subject)
    case .unsigned(_, let littleEndian): bindNumber(slot, subject.extracting(range), littleEndian)
    default: bind(slot, range, in: subject)
    }
  }

  private func bindInside(_ slot: Int?, _ range: Range<Int>, in subject: Span<UInt8>) {
    let inside = subject.extracting(range)
    guard let bindings, let slot, inside.indices.contains(where: { inside[$0] == UInt8(ascii: "\\") }) else {
      return bind(slot, range, in: subject)
    }
    let unescaped = QuotedText.unescaped(inside)
    bindings.bind(slot, to: unescaped.span)
  }

  /// Binds a slot to the decimal digits of a binary number of at most eight bytes.
  private func bindNumber(_ slot: Int?, _ bytes: Span<UInt8>, _ littleEndian: Bool) {
    guard let bindings, let slot else { return }
    var number: UInt64 = 0
    for index in bytes.indices {
      number = number << 8 | UInt64(bytes[littleEndian ? bytes.count - 1 - index : index])
    }
    var digits = [20 of UInt8](repeating: 0)
    var first = 20
    repeat {
      first -= 1
      digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
      number /= 10
    } while number > 0
    bindings.bind(slot, to: digits.span.extracting(first..<20))
  }
}
