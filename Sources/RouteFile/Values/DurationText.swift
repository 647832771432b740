/// Durations as the route language writes them: a whole number and a unit, `500ms` `30s` `5m` `1h`.
package enum DurationText {
  /// Nothing waits longer than a year: 8760 h.
  package static let greatest = Duration.seconds(8760 * 3600)
  package static let example = "30s"

  /// Units from the largest, and their milliseconds.
  private static let units: [(name: String, milliseconds: Int)] = [
    ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]
  /// What people write elsewhere, and how many milliseconds it stands for.
  private static let foreignUnits: [String: Int] = [
    "msec": 1, "millis": 1, "milliseconds": 1, "MS": 1, "sec": 1000, "secs": 1000, "second": 1000, "seconds": 1000,
    "S": 1000, "min": 60_000, "mins": 60_000, "minute": 60_000, "minutes": 60_000, "M": 60_000, "hr": 3_600_000,
    "hour": 3_600_000, "hours": 3_600_000, "H": 3_600_000, "d": 86_400_000, "day": 86_400_000, "days": 86_400_000,
  ]

  package static func parse(_ text: String) throws(ValueProblem) -> Duration {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty else {
      throw ValueProblem("expected a duration such as `\(example)`, found \(NumberText.found(text))")
    }
    let unit = String(text.dropFirst(digits.count))
    guard !unit.isEmpty else {
      throw ValueProblem("a duration needs a unit: ms, s, m or h", suggestion: "\(digits)s")
    }
    guard let known = units.first(where: { $0.name == unit }) else { throw unknownUnit(text, digits: digits, unit) }
    guard let duration = multiply(digits, known.milliseconds) else {
      throw ValueProblem("\(text.quoted) is more than `\(render(greatest))`, the longest wait there is")
    }
    return duration
  }

  /// The shortest spelling: the largest unit that leaves no rest.
  package static func render(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    let unit = units.first { milliseconds != 0 && milliseconds % $0.milliseconds == 0 } ?? ("s", 1000)
    return "\(milliseconds / unit.milliseconds)\(unit.name)"
  }

  private static func multiply(_ digits: Substring, _ milliseconds: Int) -> Duration? {
    guard let number = Int(digits) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: milliseconds)
    guard !overflow, .milliseconds(product) <= greatest else { return nil }
    return .milliseconds(product)
  }

  private static func unknownUnit(_ text: String, digits: Substring, _ unit: String) -> ValueProblem {
    let spoken = String(unit.drop { $0 == " " })
    let milliseconds = foreignUnits[spoken] ?? units.first { $0.name == spoken }?.milliseconds
    let meant = milliseconds.flatMap { multiply(digits, $0) } ?? fraction(text)
    return ValueProblem(
      "\(text.quoted) is not a whole number and one of the units ms, s, m, h", suggestion: meant.map(render))
  }

  /// `1.5s` as milliseconds, where that is a whole number of them.
  private static func fraction(_ text: String) -> Duration? {
    let parts = text.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let whole = multiply(parts[0], 1000) else { return nil }
    let decimals = parts[1].prefix { $0.isASCII && $0.isNumber }
    guard let unit = units.first(where: { $0.name == parts[1].dropFirst(decimals.count) }), decimals.count <= 3,
      let thousandths = Int((decimals + "000").prefix(3))
    else { return nil }
    let total = (whole + .milliseconds(thousandths)) * unit.milliseconds / 1000
    return total <= greatest ? total : nil
  }
}
