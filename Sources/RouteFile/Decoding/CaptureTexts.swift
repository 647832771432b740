import Routing

/// What names the rules of a route give, which is found out only when somebody asks: what is wrong with a name
/// elsewhere, and nothing else.
final class CaptureTexts {
  private let names: Names
  private let ignoresCase: Bool
  private var rules: [(texts: RuleTexts, fields: Names.Fields)] = []
  private var known: Set<String>?

  init(_ names: Names = Names(), ignoresCase: Bool = false) {
    self.names = names
    self.ignoresCase = ignoresCase
  }

  func add(_ rule: RuleDraft, _ fields: Names.Fields) {
    known = nil
    rules.append((RuleTexts(rule), fields))
  }

  /// Whether some rule gives this name to a capture or to a `let` value.
  func give(_ name: String) -> Bool {
    let given = known ?? Set(rules.flatMap { $0.texts.namesGiven(names, $0.fields, ignoreCase: ignoresCase) })
    known = given
    return given.contains(name)
  }
}

/// The texts in which a rule gives names.
struct RuleTexts {
  private let patterns: [Scalar]
  private let regex: Scalar?
  private let bindings: [Scalar]

  init(_ rule: RuleDraft) {
    patterns = rule.conditions.isEmpty ? rule.match : rule.match + rule.conditions.flatMap(\.patterns)
    regex = rule.regex
    bindings = rule.bindings.map(\.name)
  }

  /// Captures and `let`s, in the order of their slots. What is wrong with the patterns is said when they are compiled
  /// with all names known.
  func namesGiven(_ known: Names, _ fields: Names.Fields, ignoreCase: Bool) -> [String] {
    var names = known
    names.fields = fields
    for pattern in patterns {
      _ = Pattern.compile(pattern.forTemplate().bytes, ignoreCase: ignoreCase, names: &names)
    }
    if let regex { _ = RegularExpression.compile(regex.bytes, ignoreCase: ignoreCase, names: &names) }
    for binding in bindings { names.declare(binding.text) }
    return names.own
  }
}
