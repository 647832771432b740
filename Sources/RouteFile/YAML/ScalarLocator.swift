/// Finds a place in a scalar's text in the file: `${…}` first, then quotes, escapes and folds.
///
/// Made by reading the scalar again, so make one and ask it often.
package struct ScalarLocator: Sendable {
  private let scalar: Scalar
  /// Nothing where reading it again gives another text than libyaml read.
  private let map: ScalarMap?

  init(_ scalar: Scalar) {
    self.scalar = scalar
    map = ScalarMap(
      style: scalar.style, source: scalar.source.bytes, range: scalar.sourceRange,
      decoded: scalar.substitutions?.rawBytes ?? scalar.bytes)
  }

  /// The place of a range of the scalar's `bytes`; a range that touches what `${…}` brought in covers all of it. The
  /// whole scalar where there is no telling.
  package func span(of range: Range<Int>) -> SourceSpan {
    guard let map, range.lowerBound >= 0, range.upperBound <= scalar.bytes.count else { return scalar.span }
    guard let place = map.source(of: raw(of: range)) else { return scalar.span }
    return scalar.source.span(of: place, file: scalar.span.file)
  }

  /// The range in the text before substitution.
  private func raw(of range: Range<Int>) -> Range<Int> {
    guard let items = scalar.substitutions?.items else { return range }
    let start = raw(of: range.lowerBound, items).lowerBound
    return start..<(range.isEmpty ? start : raw(of: range.upperBound - 1, items).upperBound)
  }

  /// What one byte was before substitution.
  private func raw(of offset: Int, _ items: [Substitutions.Item]) -> Range<Int> {
    guard let item = items[..<Self.count(items, startingAtOrBefore: offset)].last else { return offset..<offset + 1 }
    if item.range.contains(offset) { return item.raw }
    let shift = item.raw.upperBound - item.range.upperBound
    return offset + shift..<offset + shift + 1
  }

  /// How many of the items start at or before an offset, by binary search: a hostile scalar has 100 000 of them.
  private static func count(_ items: [Substitutions.Item], startingAtOrBefore offset: Int) -> Int {
    var low = 0
    var high = items.count
    while low < high {
      let middle = (low + high) / 2
      if items[middle].range.lowerBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Scalar {
  package func locator() -> ScalarLocator { ScalarLocator(self) }

  /// The place of a range of `bytes` in the file; for many ranges use `locator()`.
  package func span(of range: Range<Int>) -> SourceSpan { locator().span(of: range) }
}
