/// Finds the rule for a frame: the first, in the order of the file, whose match and conditions hold.
package struct Dispatch: Sendable {
  private let count: Int
  /// Every frame goes to the first rule, which asks for nothing.
  package let isImmediate: Bool

  init(_ rules: [Rule]) {
    count = rules.count
    isImmediate = rules.first?.isCatchAll ?? false
  }

  /// Offers the rules that `subject` may belong to, in order, until one accepts.
  ///
  /// - Returns: the place of the rule that accepted.
  package func first<E: Error>(
    for subject: Span<UInt8>, where accepts: (Int) throws(E) -> Bool
  ) throws(E) -> Int? {
    for rule in 0..<count where try accepts(rule) { return rule }
    return nil
  }
}
