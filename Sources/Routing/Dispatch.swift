/// Finds the rule for a frame: the first, in the order of the file, whose match and conditions hold.
///
/// Only rules that the frame's first bytes allow are offered, so the cost of a frame does not grow with rules
/// whose patterns begin differently: every pattern stands in a `PrefixTree` under the text that it begins with,
/// and one without placeholders is offered to frames of its own length only. What begins with a placeholder, a
/// `regex` and a rule without `match` are offered to every frame. So the cost grows with the rules that begin
/// with a placeholder, and with those that share their first text with the frame: `SET <a> ONE`, `SET <a> TWO`.
package final class Dispatch: Sendable {
  /// Every frame goes to the first rule, which asks for nothing.
  package let isImmediate: Bool
  private let tree: PrefixTree

  init(_ rules: [Rule]) {
    isImmediate = rules.first?.isCatchAll ?? false
    tree = PrefixTree(Dispatch.keys(of: rules))
  }

  /// How far the search for the rule of one frame has come. See `next`.
  package struct Candidates {
    fileprivate var place: PrefixTree.Place
  }

  /// Begins the search for the rule of a frame.
  package func candidates(for subject: Span<UInt8>) -> Candidates {
    Candidates(place: tree.place(of: subject))
  }

  /// The next rule that the frame may belong to, in the order of the file; nothing when there is no further one.
  package func next(_ candidates: inout Candidates) -> Int? { tree.next(&candidates.place) }

  private static func keys(of rules: [Rule]) -> [PrefixTree.Key] {
    rules.enumerated().flatMap { index, rule -> [PrefixTree.Key] in
      guard case .patterns(let patterns) = rule.match else { return [PrefixTree.Key(rule: index)] }
      return patterns.isEmpty ? [] : [PrefixTree.Key(rule: index)]
    }
  }
}
