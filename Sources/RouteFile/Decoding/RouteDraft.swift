import Framing
import Routing

/// A route in the making: as it is written, and what has been made of it so far.
///
/// Names are resolved in phases. First everything that has a name is collected, then every state gets the names that
/// some `goto` brings along, and only then patterns and templates are compiled, which need to know them.
struct RouteDraft {
  let name: Scalar
  let members: Members
  /// Nothing where it could not be read.
  let framing: Framing?
  let closes: Bool
  let ignoresCase: Bool
  /// What can be named anywhere in the route: variables, shared variables, tables. No slots.
  var names: Names
  /// Where each variable is named.
  var variables: [Scalar] = []
  var shared: [Scalar] = []
  var states: [StateDraft] = []
  /// The index of each state that has a name.
  var stateIndices: [String: Int] = [:]
  /// The replies of events, in the order of `Events.all`, and of timers.
  var eventReplies: [[ReplyDraft]] = []
  var timerReplies: [[ReplyDraft]] = []
  /// Where every rule gives names to what it captures.
  var captures = CaptureTexts()
  /// The most slots that any rule, event or timer needs.
  var slotCount = 0

  /// The names that a rule of the state begins with.
  func names(in state: StateDraft) -> Names {
    Names(
      inherited: state.inherited, variables: names.variables, shared: names.shared, tables: names.tables,
      fields: state.fields)
  }

  /// The names of an event or a timer, which may come up in any state and must leave alone what it inherited.
  var namesOutside: Names {
    var names = names
    names.reserve(states.map(\.inherited.count).max() ?? 0)
    return names
  }
}

/// A state in the making.
struct StateDraft {
  /// Nothing for the only state of a route that declares none.
  let name: Scalar?
  let span: SourceSpan
  /// Nothing where it could not be read.
  let read: Framing?
  /// Where `read` is written.
  var readSpan: SourceSpan?
  /// The template of `fixed: "<bytes>"`.
  var size: Scalar?
  /// As inserted by `use`, in the order in which they are tried.
  var rules: [RuleDraft] = []
  /// What gotos bring along, in the order of their slots.
  var inherited: [String] = []

  var fields: Names.Fields {
    switch read?.kind {
    case .headers: .headers
    case .resp: .arguments
    default: .none
    }
  }
}

/// A rule in the making.
struct RuleDraft {
  let members: Members
  let span: SourceSpan
  /// The rule set that it comes from, by `use`.
  let ruleset: Scalar?
  /// Whether it is the route's own `reply`.
  var isShorthand = false
  /// The patterns of `match`, as written.
  var match: [Scalar] = []
  var regex: Scalar?
  /// The entries of `when`, as written: a name with filters, and patterns.
  var conditions: [(value: Scalar, patterns: [Scalar])] = []
  /// The entries of `let`, as written.
  var bindings: [(name: Scalar, value: Scalar)] = []
  /// Where the rule leads, and what is written there; nothing where there is no such state.
  var goto: (state: Int?, name: Scalar)?
  /// The replies and what became of them; framing is nothing where the route's holds.
  var replies: [ReplyDraft] = []
  /// Its own names, in the order of their slots: captures and `let`s.
  var ownNames: [String] = []
  /// Nothing before the last phase.
  var rule: Rule?

  /// Whether it takes every frame.
  var isCatchAll: Bool {
    !isShorthand && members[KeyTable.Rule.match] == nil && members[KeyTable.Rule.regex] == nil
      && members[KeyTable.Rule.when] == nil
  }
}

/// One frame of a reply, as written and as compiled.
struct ReplyDraft {
  let text: Scalar
  /// The framing that it is written in, where that is not the route's.
  let framing: Framing?
  let template: Template
  /// What it was compiled with.
  let newline: Template.NewlinePolicy
  let names: Names
}
