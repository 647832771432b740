/// A regular expression with named groups, searched unanchored in linear time.
package struct RegularExpression: Sendable {
  /// As written in the route file.
  package let text: [UInt8]
  /// The names of its groups, in their order.
  package let captures: [String]

  package static func compile(
    _ text: [UInt8], ignoreCase: Bool, names: inout Names
  ) -> (expression: RegularExpression?, problems: [Pattern.Problem]) {
    let opened = text.filter { $0 == UInt8(ascii: "(") }.count
    guard opened == text.filter({ $0 == UInt8(ascii: ")") }).count else {
      return (nil, [.init(.badExpression(message: "missing )", about: ""), at: 0..<text.count)])
    }
    return (RegularExpression(text: text, captures: []), [])
  }

  package func matches(_ subject: Span<UInt8>, contentOffset: Int?, bindings: Bindings?) -> Bool { false }
}
