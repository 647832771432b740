import Routing

// Which names a state begins with: those of every rule that leads there.
extension PlanDecoder {
  /// The most names that a state inherits.
  static let greatestInheritance = 256

  /// Finds where every `goto` leads, and what it brings along. A state's own inheritance is not handed on, but a rule
  /// that leads back to its own state keeps it.
  mutating func inheritNames(_ draft: inout RouteDraft) {
    for state in draft.states.indices {
      for rule in draft.states[state].rules.indices {
        let goto = findGoto(draft.states[state].rules[rule], draft)
        draft.states[state].rules[rule].goto = goto
      }
    }
    let timers = timerNames(draft)
    draft.captures = CaptureTexts(draft.names, ignoresCase: draft.ignoresCase)
    var found = Inheritance(states: draft.states.count)
    for state in draft.states {
      for rule in state.rules {
        draft.captures.add(rule, state.fields)
        guard let goto = rule.goto, let target = goto.state else { continue }
        let names = RuleTexts(rule).namesGiven(draft.names, state.fields, ignoreCase: draft.ignoresCase)
        found.add(names, to: target, at: goto.name.span)
      }
    }
    for timer in timers { found.add(timer.names, to: timer.state, at: timer.span) }
    for state in draft.states.indices { draft.states[state].inherited = found.names[state] }
    if let span = found.excess {
      report(
        .tooManyNames, "a state takes over at most \(PlanDecoder.greatestInheritance) names", at: span,
        help: ["keep in variables what is needed, with `set`"])
    }
  }

  private mutating func findGoto(_ rule: RuleDraft, _ draft: RouteDraft) -> (state: Int?, name: Scalar)? {
    let key = KeyTable.Action.goto
    guard let node = rule.members[key], let name = readScalar(node, key) else { return nil }
    return (findState(name, draft), name)
  }

  /// What the gotos of timers bring along: their `let`s.
  private func timerNames(_ draft: RouteDraft) -> [(names: [String], state: Int, span: SourceSpan)] {
    guard case .sequence(let items)? = draft.members[KeyTable.Route.timers]?.kind else { return [] }
    return items.compactMap { item in
      guard let entries = item.entries,
        case .scalar(let name)? = entries.first(where: { $0.key.text == KeyTable.Action.goto.name })?.value.kind,
        let state = draft.stateIndices[name.text],
        let bindings = entries.first(where: { $0.key.text == KeyTable.Action.bindings.name })?.value.entries
      else { return nil }
      return (bindings.map(\.key.text), state, name.span)
    }
  }

  /// What a `goto` fills the slots of its state with. See `Bindings.carry`.
  ///
  /// - Parameter state: the state that the rule belongs to; nothing for events and timers.
  func carry(_ names: Names, from state: Int?, to target: Int, _ draft: RouteDraft) -> [Int?] {
    draft.states[target].inherited.map { name in
      guard let slot = names.slots[name], slot >= names.inherited || state == target else { return nil }
      return slot
    }
  }
}

/// Names by the state that inherits them, each once, in the order in which they are found.
private struct Inheritance {
  private(set) var names: [[String]]
  private var known: [Set<String>]
  /// The first `goto` that brought more than a state can hold.
  private(set) var excess: SourceSpan?

  init(states: Int) {
    names = Array(repeating: [], count: states)
    known = Array(repeating: [], count: states)
  }

  mutating func add(_ more: [String], to state: Int, at span: SourceSpan) {
    for name in more where known[state].insert(name).inserted {
      guard names[state].count < PlanDecoder.greatestInheritance else {
        excess = excess ?? span
        return
      }
      names[state].append(name)
    }
  }
}
