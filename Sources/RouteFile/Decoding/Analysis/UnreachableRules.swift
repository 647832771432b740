import Routing

/// Finds rules that no frame can reach, because earlier ones take all of theirs.
struct UnreachableRules {
  /// A pattern of an earlier rule that nothing else is asked of.
  private struct Earlier {
    var rule: Int
    var pattern: Pattern
  }

  /// By what every subject begins with, so that few patterns are held against each other.
  private var earlier: [[UInt8]: [Earlier]] = [:]
  /// How long those beginnings are, in ascending order.
  private var lengths: [Int] = []
  /// Rules that ask for more than a match.
  private var guarded: [(rule: Int, value: Rule)] = []
  /// What is left to do before a route is not judged any further.
  private var budget = 50_000

  struct Finding: Equatable {
    var rule: Int
    /// The earlier rules that take its frames, in order.
    var takers: [Int]
  }

  static func findings(in rules: [Rule]) -> [Finding] {
    var search = UnreachableRules()
    return rules.enumerated().compactMap { index, rule in
      defer { search.add(rule, index) }
      return search.takers(of: rule).map { Finding(rule: index, takers: $0) }
    }
  }

  private mutating func add(_ rule: Rule, _ index: Int) {
    guard case .patterns(let patterns) = rule.match else { return }
    guard rule.conditions.isEmpty else { return guarded.append((index, rule)) }
    for pattern in patterns {
      let prefix = pattern.literalPrefix
      earlier[prefix, default: []].append(Earlier(rule: index, pattern: pattern))
      if !lengths.contains(prefix.count) { lengths = (lengths + [prefix.count]).sorted() }
    }
  }

  private mutating func takers(of rule: Rule) -> [Int]? {
    guard case .patterns(let patterns) = rule.match, !patterns.isEmpty else {
      return earlier[[]]?.first { $0.pattern.isCatchAll }.map { [$0.rule] }
    }
    if let same = guarded.first(where: { $0.value.takesAll(of: rule) }) { return [same.rule] }
    var takers: Set<Int> = []
    for pattern in patterns {
      guard let found = self.takers(of: pattern) else { return nil }
      takers.formUnion(found)
    }
    return takers.sorted()
  }

  private mutating func takers(of pattern: Pattern) -> [Int]? {
    if let whole = candidates(pattern.literalPrefix).first(where: { $0.pattern.covers(pattern) }) {
      return [whole.rule]
    }
    guard let subjects = pattern.subjects, !subjects.isEmpty else { return nil }
    var takers: [Int] = []
    for subject in subjects {
      let taker = candidates(subject).first {
        $0.pattern.matches(subject.span, contentOffset: nil, bindings: nil) { _ in nil }
      }
      guard let taker else { return nil }
      takers.append(taker.rule)
    }
    return takers
  }

  /// Earlier patterns that may match a subject with such a beginning, in the order of the rules.
  private mutating func candidates(_ beginning: [UInt8]) -> [Earlier] {
    let found = lengths.prefix { $0 <= beginning.count }.flatMap { earlier[Array(beginning.prefix($0))] ?? [] }
    budget -= found.count
    return budget > 0 ? found.sorted { $0.rule < $1.rule } : []
  }
}

extension Rule {
  /// Whether another rule is the same, as far as frames are concerned.
  fileprivate func takesAll(of other: Rule) -> Bool {
    guard case .patterns(let own) = match, case .patterns(let others) = other.match else { return false }
    return others.allSatisfy { pattern in own.contains { $0.covers(pattern) } }
      && conditions.allSatisfy { condition in other.conditions.contains { condition.isImplied(by: $0) } }
  }
}

extension Condition {
  /// Whether it holds wherever another one does, which is asked of the same value. Captures are another value in
  /// every rule.
  fileprivate func isImplied(by other: Condition) -> Bool {
    value == other.value && !value.parts.contains(where: \.usesSlot)
      && other.patterns.allSatisfy { pattern in patterns.contains { !$0.holdsValues && $0.covers(pattern) } }
  }
}

extension Template.Part {
  /// Whether a capture or a `let` is asked for, at whatever depth.
  fileprivate var usesSlot: Bool {
    guard case .value(let value, let filters) = self else { return false }
    if case .slot = value { return true }
    return filters.flatMap(\.arguments).contains { argument in
      guard case .rendered(let template, _) = argument else { return false }
      return template.parts.contains(where: \.usesSlot)
    }
  }
}
