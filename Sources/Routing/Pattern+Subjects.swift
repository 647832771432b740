extension Pattern {
  /// More subjects than these are not listed.
  private static let mostSubjects = 64

  /// Every subject that matches, where these are few: a pattern of texts and choices. In upper case where
  /// `ignoresCase`.
  package var subjects: [[UInt8]]? {
    var subjects: [[UInt8]] = [[]]
    for element in elements {
      switch element {
      case .text(let text): subjects = subjects.map { $0 + literals[text.range] }
      case .capture(.words(let set), _):
        guard subjects.count * words[set].words.count <= Self.mostSubjects else { return nil }
        subjects = subjects.flatMap { subject in words[set].words.map { subject + $0 } }
      case .value, .capture: return nil
      }
    }
    return subjects.filter { matches($0.span, contentOffset: nil, bindings: nil) { _ in nil } }
  }
}
