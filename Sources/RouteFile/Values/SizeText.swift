/// Sizes in bytes as the route language writes them: a whole number and a binary unit, `512B` `64KiB` `10MiB`.
package enum SizeText {
  /// Nothing gathered in memory is larger: 1 GiB.
  package static let greatest = 1 << 30
  package static let example = "64KiB"

  private static let units: [(name: String, shift: Int)] = [("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)]

  package static func parse(_ text: String) throws(ValueProblem) -> Int { try parse(text, upTo: greatest) }

  package static func parse(_ text: String, upTo greatest: Int) throws(ValueProblem) -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty else {
      throw ValueProblem("expected a size such as `\(example)`, found \(NumberText.found(text))")
    }
    let unit = String(text.dropFirst(digits.count))
    guard !unit.isEmpty else {
      throw ValueProblem("a size needs a unit: B, KiB, MiB or GiB", suggestion: Int(digits).map { "\($0)B" })
    }
    guard let known = units.first(where: { $0.name == unit }) else { throw unknownUnit(text, digits: digits, unit) }
    guard let number = Int(digits), number > 0 else { throw ValueProblem("a size must be at least `1B`") }
    guard number <= greatest >> known.shift else {
      throw ValueProblem("\(text.quoted) is more than `\(render(greatest))`, the largest size there is")
    }
    return number << known.shift
  }

  /// The shortest spelling: the largest unit that leaves no rest.
  package static func render(_ bytes: Int) -> String {
    let unit = units.first { bytes != 0 && bytes % (1 << $0.shift) == 0 } ?? ("B", 0)
    return "\(bytes >> unit.shift)\(unit.name)"
  }

  /// `64K`, `64kb` and `64 KiB` all meant `64KiB`.
  private static func unknownUnit(_ text: String, digits: Substring, _ unit: String) -> ValueProblem {
    let initial = unit.drop { $0 == " " }.first.map { String($0).uppercased() } ?? ""
    let meant = units.first { $0.name.hasPrefix(initial) && !initial.isEmpty }
    return ValueProblem(
      "\(text.quoted) is not a whole number and one of the units B, KiB, MiB, GiB",
      suggestion: meant.map { "\(digits)\($0.name)" })
  }
}
