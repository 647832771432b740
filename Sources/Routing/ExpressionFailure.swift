internal import CRE2

/// Why RE2 refuses an expression, and where.
struct ExpressionFailure: Equatable {
  /// See `RE2::ErrorCode`; negative where it is not RE2 that refuses.
  var code: Int
  var message: String
  /// The part of the text that RE2 names; what it is wrong with it may stand in other places too.
  var about: [UInt8]

  var kind: Pattern.Problem.Kind {
    .badExpression(message: message, about: String(decoding: about, as: UTF8.self))
  }

  /// Occurrences of `about` that are tried, each by compiling what stands before it.
  private static let maximumTrials = 64

  /// Where the error stands in `text`; all of it where that cannot be told.
  ///
  /// RE2 reads from left to right and stops at the first error. So the place is where `about` stands for the
  /// first time with the same error in the text up to there.
  func range(in text: [UInt8], ignoreCase: Bool) -> Range<Int> {
    let whole = 0..<max(1, text.count)
    switch code {
    case CRE2_MISSING_PAREN, CRE2_UNEXPECTED_PAREN:
      return ExpressionFailure.unpaired(in: text).map { $0..<$0 + 1 } ?? whole
    case CRE2_TRAILING_BACKSLASH: return whole.upperBound - 1..<whole.upperBound
    default: break
    }
    guard !about.isEmpty else { return whole }
    let borders = TextSearch.borders(of: about.span)
    var place = 0
    var first: Range<Int>?
    for _ in 0..<ExpressionFailure.maximumTrials {
      let start = TextSearch.first(about.span, borders: borders.span, in: text.span, from: place, folding: false)
      guard let found = start.map({ $0..<$0 + about.count }) else { break }
      first = first ?? found
      let prefix = CompiledExpression(
        Array(text[..<found.upperBound]), ignoreCase: ignoreCase, memory: RegularExpression.maximumMemory)
      if prefix.failure == self { return found }
      place = found.lowerBound + 1
    }
    return first ?? whole
  }

  /// The first `)` that closes nothing, else the last `(` that is not closed. What stands behind a backslash or
  /// within `[…]` does not count.
  private static func unpaired(in text: [UInt8]) -> Int? {
    var open: [Int] = []
    var bracket: Int?
    var place = 0
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "\\"): place += 1
      case UInt8(ascii: "]"):
        // Directly behind `[` or `[^` it is one of the class.
        if let start = bracket, place > start + (text[start + 1] == UInt8(ascii: "^") ? 2 : 1) { bracket = nil }
      case UInt8(ascii: "[") where bracket == nil: bracket = place
      case UInt8(ascii: "(") where bracket == nil: open.append(place)
      case UInt8(ascii: ")") where bracket == nil: if open.popLast() == nil { return place }
      default: break
      }
      place += 1
    }
    return open.last
  }
}
