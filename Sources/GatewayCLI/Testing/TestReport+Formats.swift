import RouteFile
import Routing

extension TestReport {
  enum Format: String, CaseIterable, Sendable {
    /// A line for each file, and a unified diff for each failure.
    case pretty
    /// The XML that build servers read.
    case junit
    /// One object.
    case json
  }

  func render(_ format: Format) -> String {
    switch format {
    case .pretty: sets.map(\.pretty).joined()
    case .junit: junit
    case .json: json
    }
  }
}

// MARK: - For people

extension TestedSet {
  /// - Parameter none: what is said of files without tests.
  var pretty: String {
    let failures = outcomes.compactMap { outcome in outcome.failure.map { TestedSet.pretty(outcome, $0) } }
    let unreached = unreached.map { "  no test reached \($0.described)\n" }
    return failures.joined() + "\(name): \(tally)\n" + unreached.joined()
  }

  private var tally: String {
    guard !outcomes.isEmpty else { return "no tests" }
    let failed = outcomes.count { !$0.passed }
    let passed = outcomes.count - failed
    guard failed > 0 else { return "\(Tally.count(passed, "test")) passed" }
    return "\(Tally.count(failed, "test")) failed, \(passed) passed"
  }

  private static func pretty(_ outcome: TestOutcome, _ failure: TestFailure) -> String {
    let chunking = failure.chunking == .asWritten ? "" : ", \(failure.chunking.described)"
    return "FAILED: \(outcome.test.name)\(chunking): \(failure.message)\n" + failure.unifiedDiff + "\n"
  }
}

extension TestFailure {
  /// Ends in a newline.
  var unifiedDiff: String {
    let head = "--- expected \(place)\n+++ received\n"
    return head + diff.map { $0.rendered + "\n" }.joined()
  }

  /// The message and the chunking, for formats without a place of their own for it.
  var story: String { chunking == .asWritten ? message : "\(message) (\(chunking.described))" }
}

// MARK: - For build servers

extension TestReport {
  /// See the Ant task JUnitReport, whose format everybody reads.
  private var junit: String {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    let totals = "tests=\"\(outcomes.count)\" failures=\"\(failures)\""
    return head + "<testsuites name=\"gateway\" \(totals)>\n" + sets.map(\.junit).joined() + "</testsuites>\n"
  }
}

extension TestedSet {
  fileprivate var junit: String {
    let failed = outcomes.count { !$0.passed }
    let head = "  <testsuite name=\"\(XMLText.escaped(name))\" tests=\"\(outcomes.count)\" failures=\"\(failed)\">\n"
    return head + outcomes.map { TestedSet.junit($0, in: name) }.joined() + "  </testsuite>\n"
  }

  private static func junit(_ outcome: TestOutcome, in set: String) -> String {
    let place = outcome.test.place
    let attributes = [
      ("name", outcome.test.name), ("classname", set), ("file", place.file), ("line", String(place.line)),
    ]
    let head = "    <testcase " + attributes.map { "\($0.0)=\"\(XMLText.escaped($0.1))\"" }.joined(separator: " ")
    guard let failure = outcome.failure else { return head + "/>\n" }
    let text = XMLText.escaped(failure.unifiedDiff)
    return head + ">\n      <failure message=\"\(XMLText.escaped("\(failure.place): \(failure.story)"))\">\(text)"
      + "</failure>\n    </testcase>\n"
  }
}

/// Text of XML 1.0, which has no way to write most control characters.
enum XMLText {
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "\n"
      default: escaped += scalar.value < 0x20 ? "\u{fffd}" : String(scalar)
      }
    }
  }
}

// MARK: - For programs

extension TestReport {
  private var json: String {
    let head = "{\"tests\": \(outcomes.count), \"failed\": \(failures), \"sets\": ["
    return head + sets.map { "\n  " + $0.json }.joined(separator: ",") + (sets.isEmpty ? "]}\n" : "\n]}\n")
  }
}

extension TestedSet {
  fileprivate var json: String {
    let files = "\"files\": [" + files.map(JSONText.quoted).joined(separator: ", ") + "]"
    return "{" + files + ", \"tests\": " + TestedSet.list(outcomes.map(TestedSet.json)) + ", \"unreached\": "
      + TestedSet.list(unreached.map(\.json)) + "}"
  }

  private static func list(_ items: [String]) -> String {
    items.isEmpty ? "[]" : "[" + items.map { "\n    " + $0 }.joined(separator: ",") + "\n  ]"
  }

  private static func json(_ outcome: TestOutcome) -> String {
    let place = outcome.test.place
    return JSONFields.object([
      ("name", JSONText.quoted(outcome.test.name)), ("file", JSONText.quoted(place.file)), ("line", "\(place.line)"),
      ("column", "\(place.column)"), ("passed", "\(outcome.passed)"), ("runs", "\(outcome.runs)"),
      ("failure", outcome.failure.map(json) ?? "null"),
    ])
  }

  private static func json(_ failure: TestFailure) -> String {
    JSONFields.object([
      ("file", JSONText.quoted(failure.place.file)), ("line", "\(failure.place.line)"),
      ("column", "\(failure.place.column)"), ("message", JSONText.quoted(failure.message)),
      ("chunking", JSONText.quoted(failure.chunking.described)),
      ("diff", "[" + failure.diff.map { JSONText.quoted($0.rendered) }.joined(separator: ", ") + "]"),
    ])
  }
}

extension UnreachedRule {
  fileprivate var json: String {
    JSONFields.object([
      ("route", JSONText.quoted(route)), ("state", state.map { JSONText.quoted($0) } ?? "null"),
      ("rule", rule.map { JSONText.quoted($0) } ?? "null"), ("number", "\(number)"),
      ("file", place.map { JSONText.quoted($0.file) } ?? "null"), ("line", place.map { "\($0.line)" } ?? "null"),
      ("column", place.map { "\($0.column)" } ?? "null"),
    ])
  }
}

/// Members whose values are JSON already.
private enum JSONFields {
  static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
  }
}
