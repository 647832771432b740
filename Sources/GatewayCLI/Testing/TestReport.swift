import Routing

/// What the tests of some files came to.
struct TestReport {
  var sets: [TestedSet] = []

  var outcomes: [TestOutcome] { sets.flatMap(\.outcomes) }
  var failures: Int { outcomes.count { !$0.passed } }
  var unreached: [UnreachedRule] { sets.flatMap(\.unreached) }

  /// `3 files, 12 tests, 1 failed`
  var summary: String {
    let files = sets.reduce(0) { $0 + $1.files.count }
    let failed = failures > 0 ? ", \(failures) failed" : ""
    return "\(Tally.count(files, "file")), \(Tally.count(outcomes.count, "test"))\(failed)"
  }
}

/// The tests of files that are one configuration.
struct TestedSet {
  /// As they are named in messages.
  var files: [String]
  var outcomes: [TestOutcome]
  /// Nothing is said of them where only some of the tests were run.
  var unreached: [UnreachedRule]

  var name: String { files.joined(separator: ", ") }
}

/// A rule that took no frame in any test.
struct UnreachedRule: Equatable {
  var route: String
  /// Nothing where the route declares no states.
  var state: String?
  var rule: String?
  var place: Place?
  /// Counted from 1, in its state.
  var number: Int

  /// `rule quit of route shell, state command (routes.yaml:18:9)`
  var described: String {
    let inState = state.map { ", state \($0)" } ?? ""
    let place = place.map { " (\($0))" } ?? ""
    return "rule \(rule ?? String(number)) of route \(route)\(inState)\(place)"
  }

  /// The rules of `plan` that took no frame, in the order of the files. A rule of a rule set stands in several states,
  /// and is reached where one of them reaches it.
  static func all(of plan: Plan, after outcomes: [TestOutcome]) -> [UnreachedRule] {
    var reached: Set<Place> = []
    var unreached: [UnreachedRule] = []
    for (index, route) in plan.routes.enumerated() {
      let matches = outcomes.filter { $0.test.route == index }.map(\.matches)
      let rules = route.states.flatMap { state in
        state.rules.enumerated().map { (state.name, $0.offset + 1, $0.element) }
      }
      for (ordinal, (state, number, rule)) in rules.enumerated() {
        if matches.contains(where: { $0[ordinal] > 0 }) {
          if let place = rule.place { reached.insert(place) }
        } else {
          unreached.append(
            UnreachedRule(route: route.name, state: state, rule: rule.name, place: rule.place, number: number))
        }
      }
    }
    return unreached.filter { rule in rule.place.map { reached.insert($0).inserted } ?? true }
  }
}
