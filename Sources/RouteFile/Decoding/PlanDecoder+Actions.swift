import Framing
import Routing

// What a rule, an event or a timer does: the last phase, in which every name is known.
extension PlanDecoder {
  mutating func compileRules(_ draft: inout RouteDraft) {
    for state in draft.states.indices {
      let names = draft.names(in: draft.states[state])
      for rule in draft.states[state].rules.indices { compileRule(rule, state, names, &draft) }
    }
  }

  private mutating func compileRule(_ index: Int, _ state: Int, _ names: Names, _ draft: inout RouteDraft) {
    typealias Keys = KeyTable.Rule
    var rule = draft.states[state].rules[index]
    var context = TextContext(draft, names: names, place: "a pattern")
    let (match, conditions) = compileMatch(rule, &context)
    let unended = readActions(rule.members, &context, &rule.replies)
    let actions = unended.ending(readEnding(rule, state, context.names, draft))
    let label = rule.members[Keys.name].flatMap { readName($0, Keys.name) }
    rule.ownNames = context.names.own
    rule.rule = Rule(
      name: label, match: match, conditions: conditions, actions: actions,
      place: rule.isShorthand ? nil : place(at: rule.span))
    draft.slotCount = max(draft.slotCount, context.slotCount)
    draft.states[state].rules[index] = rule
    if draft.states[state].size != nil, actions.ending == .stay { reportStaying(rule) }
  }

  /// All but the ending, in the order in which it is done.
  mutating func readActions(
    _ members: Members, _ context: inout TextContext, _ replies: inout [ReplyDraft]
  ) -> Actions {
    typealias Keys = KeyTable.Action
    let bindings = readBindings(members[Keys.bindings], &context)
    let assignments = readAssignments(members[Keys.set], context)
    let delay = members[Keys.delay].flatMap { readValue($0, Keys.delay, .badDuration, DurationText.parse) }
    let reply = members[Keys.reply].map { readReply($0, &context, &replies) } ?? []
    context.place = "`log`"
    let log = members[Keys.log].flatMap { readScalar($0, Keys.log) }.flatMap { compile($0, context) }
    return Actions(bindings: bindings, assignments: assignments, delay: delay, replies: reply, log: log)
  }

  /// A `let` sees the names before it, and an older value of its own.
  private mutating func readBindings(_ node: Node?, _ context: inout TextContext) -> [Actions.Binding] {
    context.place = "`let`"
    return (node?.entries ?? []).compactMap { entry in
      guard case .scalar(let scalar) = entry.value.kind else { return nil }
      let value = compile(scalar, context)
      let slot = context.names.declare(entry.key.text)
      return value.map { Actions.Binding(name: entry.key.text, slot: slot, value: $0) }
    }
  }

  private mutating func readAssignments(_ node: Node?, _ context: TextContext) -> [Actions.Assignment] {
    var context = context
    context.place = "`set`"
    return readEntries(node, KeyTable.Action.set).compactMap { entry in
      let target = readTarget(entry.name, context.names)
      let value = compile(entry.value, context)
      guard let target, let value else { return nil }
      return Actions.Assignment(target, value)
    }
  }

  private mutating func readTarget(_ name: Scalar, _ names: Names) -> Actions.Assignment.Target? {
    let text = name.text
    if let index = names.variables[text] { return .variable(index) }
    if text.hasPrefix("shared."), let index = names.shared[String(text.dropFirst(7))] { return .shared(index) }
    let known = isHopeless ? [] : names.settable
    let near = names.shared[text] == nil ? Suggestion.near(text, in: known) : "shared.\(text)"
    let isEmpty = names.variables.isEmpty && names.shared.isEmpty
    report(
      .unknownVariable, "there is no variable \(text.quoted) to set", at: name.span, label: didYouMean(near),
      notes: [isEmpty ? "the route has no `vars` and no `shared`" : "variables: \(known.listed)"],
      help: names.slots[text] == nil ? [] : ["`let` gives a name to another value; variables stand in `vars`"])
    return nil
  }

  private mutating func readEnding(
    _ rule: RuleDraft, _ state: Int, _ names: Names, _ draft: RouteDraft
  ) -> Actions.Ending {
    typealias Keys = KeyTable.Rule
    let own = rule.members[Keys.close].flatMap { readBoolean($0, Keys.close) }
    let resets = rule.members[KeyTable.Action.reset].flatMap { readBoolean($0, KeyTable.Action.reset) }
    if let goto = rule.goto {
      guard let target = goto.state else { return .close }
      return .goto(.init(state: target, carry: carry(names, from: state, to: target, draft)))
    }
    if resets == true { return .reset }
    return own ?? draft.closes ? .close : .stay
  }

  /// The size of the next frame is decided on the way into the state, so there is no next frame without one.
  private mutating func reportStaying(_ rule: RuleDraft) {
    report(
      .mustLeave, "after this rule nobody knows the size of the next frame", at: rule.span,
      notes: ["a state whose `read` has a template for the size reads one frame"],
      help: ["write `goto`, `close: true` or `reset: true`"])
  }

  func place(at span: SourceSpan) -> Place {
    let file = span.file < sources.count ? sources[span.file].name : ""
    return Place(file: file, line: span.startLine, column: span.startColumn)
  }
}

extension Names {
  /// What `set` can give a new value.
  fileprivate var settable: [String] { variables.keys.sorted() + shared.keys.sorted().map { "shared.\($0)" } }
}

extension [String] {
  /// Names of the author's own, as a message lists them; of many, the first ones.
  var listed: String { count <= 20 ? joined(separator: ", ") : prefix(20).joined(separator: ", ") + ", …" }
}
