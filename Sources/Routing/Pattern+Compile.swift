extension Pattern {
  /// The most bytes that `<name:bytes N>` takes.
  package static let maximumBytes = 1 << 30

  /// Compiles what a route file says, and declares what it captures in `names`. Reads on after a problem, so
  /// that all are reported at once.
  ///
  /// - Returns: a pattern, or at least one problem, in the order of the text.
  package static func compile(
    _ text: [UInt8], ignoreCase: Bool, names: inout Names
  ) -> (pattern: Pattern?, problems: [Problem]) {
    var parser = PatternParser(text, ignoreCase: ignoreCase, names: names)
    parser.parse()
    names = parser.names
    guard parser.problems.isEmpty else {
      return (nil, parser.problems.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }
    return (Pattern(text: text, ignoresCase: ignoreCase, draft: parser.draft), [])
  }
}
