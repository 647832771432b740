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

  /// The rules of `plan` that took no frame, in the order of the files.
  static func all(of plan: Plan, after outcomes: [TestOutcome]) -> [UnreachedRule] {
    plan.routes.enumerated().flatMap { index, route in
      let matches = outcomes.filter { $0.test.route == index }.map(\.matches)
      return all(of: route) { ordinal in matches.allSatisfy { $0.count <= ordinal || $0[ordinal] == 0 } }
    }
  }

  private static func all(of route: Route, where isUnreached: (Int) -> Bool) -> [UnreachedRule] {
    var ordinal = 0
    var found: [UnreachedRule] = []
    for state in route.states {
      for (index, rule) in state.rules.enumerated() {
        if isUnreached(ordinal) {
          found.append(
            UnreachedRule(
              route: route.name, state: state.name, rule: rule.name, place: rule.place, number: index + 1))
        }
        ordinal += 1
      }
    }
    return found
  }
}
