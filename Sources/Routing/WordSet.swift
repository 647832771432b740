/// Words of which the longest that stands at a place is sought: the choices of a pattern, or the keys of a table.
struct WordSet: Sendable {
  /// In the order of their bytes, each once; in upper case where `folds`.
  let words: [[UInt8]]
  /// The table whose keys they are.
  let table: String?
  private let folds: Bool

  init(_ words: [[UInt8]], ignoresCase: Bool, table: String? = nil) {
    let folded = ignoresCase ? words.map { $0.map(ASCII.folded) } : words
    self.words = Set(folded).sorted { $0.lexicographicallyPrecedes($1) }
    self.table = table
    folds = ignoresCase
  }

  /// Where the longest word that stands at `place` ends. Each byte halves its way to the words that go on with it.
  func end(in subject: Span<UInt8>, at place: Int) -> Int? {
    var candidates = 0..<words.count
    var depth = 0
    var longest: Int?
    while !candidates.isEmpty {
      if words[candidates.lowerBound].count == depth {
        longest = place + depth
        candidates = candidates.dropFirst()
      }
      guard place + depth < subject.count else { break }
      let byte = folds ? ASCII.folded(subject[place + depth]) : subject[place + depth]
      let low = first(in: candidates) { words[$0][depth] >= byte }
      candidates = low..<first(in: low..<candidates.upperBound) { words[$0][depth] > byte }
      depth += 1
    }
    return longest
  }

  /// The first of `range` for which `isBehind` holds, as it does for all behind that one.
  private func first(in range: Range<Int>, where isBehind: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if isBehind(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
