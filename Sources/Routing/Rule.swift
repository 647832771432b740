package import Framing

/// One way to read and answer: the rules that are in force, and the framing they read by.
package struct State: Sendable {
  /// Nothing for the single state of a route that declares none.
  package var name: String?
  /// How frames are read here; replies keep the route's framing.
  package var read: Framing
  /// `fixed: "<bytes>"`: the size in bytes of the frames read here, decided on the way in. `read` is then
  /// `fixed` with a size that means nothing.
  package var size: Template?
  /// The names that a `goto` brings along, in the order of their slots.
  package var inherited: [String]
  package let rules: [Rule]
  /// Finds the rule for a frame.
  package let dispatch: Dispatch

  package init(
    name: String? = nil, read: Framing, size: Template? = nil, inherited: [String] = [], rules: [Rule]
  ) {
    self.name = name
    self.read = read
    self.size = size
    self.inherited = inherited
    self.rules = rules
    dispatch = Dispatch(rules)
  }
}

/// Which frames are answered, and what is done with them.
package struct Rule: Sendable {
  /// The metric label; unnamed rules are counted together.
  package var name: String?
  package var match: Match
  /// What else must hold, in the order of the file.
  package var conditions: [Condition]
  package var actions: Actions
  /// Where the rule is written; nothing where it comes from no file.
  package var place: Place?

  package init(
    name: String? = nil, match: Match = .anything, conditions: [Condition] = [], actions: Actions,
    place: Place? = nil
  ) {
    self.name = name
    self.match = match
    self.conditions = conditions
    self.actions = actions
    self.place = place
  }

  /// Whether it takes every frame.
  package var isCatchAll: Bool {
    guard case .anything = match else { return false }
    return conditions.isEmpty
  }
}

/// The frames that a rule is about.
package enum Match: Sendable {
  case anything
  /// Alternatives, of which the first that matches binds its captures.
  case patterns([Pattern])
  case regex(RegularExpression)
}

/// One entry of `when`: a value, and the patterns of which one must match it.
package struct Condition: Sendable {
  package var value: Template
  /// Alternatives; their captures are bound as those of `match` are.
  package var patterns: [Pattern]

  package init(value: Template, patterns: [Pattern]) {
    self.value = value
    self.patterns = patterns
  }
}
