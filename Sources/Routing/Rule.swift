package import Framing

// What a plan is made of are objects with constants: using a struct that stands in an array takes a copy of it, which
// counts a reference for each array, template and name in it, for each frame.

/// One way to read and answer: the rules that are in force, and the framing they read by.
package final class State: Sendable {
  /// Nothing for the single state of a route that declares none.
  package let name: String?
  /// How frames are read here; replies keep the route's framing.
  package let read: Framing
  /// `fixed: "<bytes>"`: the size in bytes of the frames read here, decided on the way in. `read` is then
  /// `fixed` with a size that means nothing.
  package let size: Template?
  /// The names that a `goto` brings along, in the order of their slots.
  package let inherited: [String]
  package let parts: Parts
  /// Whether a frame that has begun must end in time: not where only the end of the stream ends it.
  package let isTimed: Bool
  package let rules: [Rule]
  /// Finds the rule for a frame.
  package let dispatch: Dispatch

  /// What a frame is beyond its bytes as they came.
  package enum Parts: Sendable {
    case none
    /// `dot`: the dots that were doubled are taken out.
    case unstuffed
    case headers
    /// `resp`
    case arguments
  }

  package init(
    name: String? = nil, read: Framing, size: Template? = nil, inherited: [String] = [], rules: [Rule]
  ) {
    self.name = name
    self.read = read
    self.size = size
    self.inherited = inherited
    self.rules = rules
    dispatch = Dispatch(rules)
    isTimed = read.kind != .eof
    switch read.kind {
    case .dot: parts = .unstuffed
    case .headers: parts = .headers
    case .resp: parts = .arguments
    default: parts = .none
    }
  }
}

/// Which frames are answered, and what is done with them.
package final class Rule: Sendable {
  /// The metric label; unnamed rules are counted together.
  package let name: String?
  package let match: Match
  /// What else must hold, in the order of the file.
  package let conditions: [Condition]
  package let actions: Actions
  /// Where the rule is written; nothing where it comes from no file.
  package let place: Place?

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
package final class Condition: Sendable {
  package let value: Template
  /// Alternatives; their captures are bound as those of `match` are.
  package let patterns: [Pattern]

  package init(value: Template, patterns: [Pattern]) {
    self.value = value
    self.patterns = patterns
  }
}
