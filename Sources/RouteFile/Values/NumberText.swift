/// Whole numbers as the route language writes them: decimal digits and nothing else.
///
/// `0o17`, `1e3`, `1_000` and `12:30` are numbers to one YAML reader or another; here they are
/// texts, and no key takes them for a number.
package enum NumberText {
  package static func parse(_ text: String, in range: ClosedRange<Int>) throws(ValueProblem) -> Int {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? String(text.dropFirst()) : text
    guard digits.isDecimal, digits == "0" || !digits.hasPrefix("0") else {
      throw ValueProblem("expected \(describe(range)), found \(found(text))")
    }
    guard let number = Int(text), range.contains(number) else {
      throw ValueProblem("\(text.quoted) is out of range: expected \(describe(range))")
    }
    return number
  }

  package static func describe(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max
      ? "a whole number of at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }

  /// What a message calls the text: nothing is called nothing.
  static func found(_ text: String) -> String { text.isEmpty ? "nothing" : text.quoted }
}
