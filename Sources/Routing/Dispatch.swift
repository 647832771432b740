/// Finds the rule for a frame: the first, in the order of the file, whose match and conditions hold.
///
/// Only rules that the frame's first bytes allow are offered, so the cost of a frame does not grow with rules
/// whose patterns begin differently: every pattern stands in a `PrefixTree` under the text that it begins with,
/// a choice (`<cmd:GET|PUT>`) under each of its words, and one that is no more than that is offered to frames of
/// its own length only. What begins with another placeholder, a `regex` and a rule without `match` are offered to
/// every frame. So the cost grows with the rules of that kind, and with those that begin with the same text as
/// the frame and differ behind a placeholder: `SET <a> ONE`, `SET <a> TWO`.
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
      return patterns.flatMap { $0.keys(rule: index) }
    }
  }
}

extension Pattern {
  /// A choice of more words is not taken apart: a table may have many keys, and many rules may ask for it.
  private static let mostChoices = 64

  /// What a match begins with: the text at the beginning, with each word of a choice that follows.
  fileprivate func keys(rule: Int) -> [PrefixTree.Key] {
    let length = literalPrefix.isEmpty ? 0 : 1
    guard length < elements.count, case .capture(.words(let index), _) = elements[length],
      words[index].words.count <= Pattern.mostChoices
    else { return [PrefixTree.Key(rule: rule, text: literalPrefix, isWhole: isLiteral, ignoresCase: ignoresCase)] }
    return words[index].words.map { word in
      PrefixTree.Key(
        rule: rule, text: literalPrefix + word, isWhole: elements.count == length + 1, ignoresCase: ignoresCase)
    }
  }
}
