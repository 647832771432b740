extension Pattern {
  package struct Problem: Sendable {
    package enum Kind: Sendable { case placeholder(Template.Problem.Kind) }
    package var kind: Kind
    package var range: Range<Int>
  }
  package static func compile(
    _ text: [UInt8], ignoreCase: Bool, names: inout Names
  ) -> (pattern: Pattern?, problems: [Problem]) { (Pattern(), []) }
}
extension RegularExpression {
  package static func compile(
    _ text: [UInt8], ignoreCase: Bool, names: inout Names
  ) -> (expression: RegularExpression?, problems: [Pattern.Problem]) { (RegularExpression(), []) }
}
