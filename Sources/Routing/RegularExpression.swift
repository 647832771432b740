/// A regular expression with named groups, searched unanchored in linear time.
package struct RegularExpression: Sendable {
  /// As written in the route file.
  package let text: [UInt8]
  /// The names of its groups, in their order.
  package let captures: [String]

  /// Something wrong with the text.
  package struct Problem: Error, Sendable, Equatable {
    package var kind: Kind
    /// Byte offsets in the text that was given.
    package var range: Range<Int>

    package enum Kind: Sendable, Equatable {
      /// What RE2 says, and the part of the text that it is about.
      case refused(message: String, about: String)
      /// A group's name that no placeholder can have.
      case badName(String)
    }
  }

  package static func compile(
    _ text: [UInt8], ignoreCase: Bool, names: inout Names
  ) -> (expression: RegularExpression?, problems: [Problem]) {
    (RegularExpression(text: text, captures: []), [])
  }

  package func matches(_ subject: Span<UInt8>, contentOffset: Int?, bindings: Bindings?) -> Bool { false }
}
