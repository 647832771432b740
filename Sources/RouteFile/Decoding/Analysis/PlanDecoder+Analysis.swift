import Framing
import Routing

// What is said about a route as a whole, once every rule has been read: allowed, and seldom meant.
extension PlanDecoder {
  /// - Parameter errors: how many there were before the route was read. One that has any is not judged: what is
  ///   missing would look like a mistake of its own.
  mutating func analyse(_ draft: RouteDraft, _ route: Route, errors: Int) {
    guard errorCount == errors, draft.states.count == route.states.count else { return }
    for state in draft.states {
      warnUnreachable(state.rules)
      warnRaw(state)
      for rule in state.rules where !draft.variables.isEmpty { warnHidden(rule, draft) }
    }
    warnStates(draft, route)
    warnDotOverLine(draft)
    warnTerminators(draft, route)
  }
}

// MARK: - Rules

extension PlanDecoder {
  private mutating func warnUnreachable(_ rules: [RuleDraft]) {
    for finding in UnreachableRules.findings(in: rules.compactMap(\.rule)) {
      let rule = rules[finding.rule]
      let takers = finding.takers.prefix(3).map { rules[$0] }
      guard !takers.isEmpty else { continue }
      let places = takers.map { locate($0.matchSpan) }.joined(separator: ", ")
      let who = takers.count == 1 ? "the rule at \(places) takes" : "the rules at \(places) take"
      warn(
        .unreachableRule, "no frame reaches this rule: \(who) all that it matches",
        at: rule.matchSpan, secondary: takers.map { .init(span: $0.matchSpan, text: "this takes them") },
        help: ["the first rule that matches answers: put the narrower one first"])
    }
  }

  /// A read of raw bytes is no message: what arrives may be cut anywhere.
  private mutating func warnRaw(_ state: StateDraft) {
    guard state.read?.kind == .raw else { return }
    for rule in state.rules {
      guard let scalar = rule.regex ?? rule.match.first else { continue }
      if case .patterns(let patterns)? = rule.rule?.match, patterns.allSatisfy(\.isCatchAll) { continue }
      warn(
        .matchOnRaw, "`raw` hands on whatever arrived, which may be half of what this matches, or twice",
        at: scalar.span, help: ["choose the framing that tells where a message ends"])
    }
  }

  private mutating func warnHidden(_ rule: RuleDraft, _ draft: RouteDraft) {
    for name in rule.ownNames where draft.names.variables[name] != nil {
      guard let span = rule.place(ofName: name) else { continue }
      let variable = draft.variables.first { $0.text == name }
      let next = rule.goto?.state.map { draft.states[$0] }
      let beyond = next.flatMap { $0.inherited.contains(name) ? $0.name?.text : nil }
      warn(
        .hiddenVariable,
        "\(name.quoted) hides the variable of that name in this rule"
          + (beyond.map { ", and in the state \($0.quoted), whichever way leads there" } ?? ""), at: span,
        secondary: variable.map { [.init(span: $0.span, text: "the variable")] } ?? [],
        help: ["give one of them another name"])
    }
  }
}

extension StateDraft {
  /// By the framing that takes LF and CRLF.
  fileprivate var readsLines: Bool {
    if case .line? = read?.kind { true } else { false }
  }
}

extension RuleDraft {
  /// What the rule is about; the whole rule where it does not say.
  fileprivate var matchSpan: SourceSpan { match.first?.span ?? regex?.span ?? span }

  /// Where a name is given to a capture or a `let` value.
  fileprivate func place(ofName name: String) -> SourceSpan? {
    if let binding = bindings.first(where: { $0.name.text == name }) { return binding.name.span }
    let patterns = match + conditions.flatMap(\.patterns)
    for pattern in patterns {
      if let span = pattern.place(ofCapture: name) { return span }
    }
    return regex.flatMap { $0.place(ofGroup: name) }
  }
}

// MARK: - States

extension PlanDecoder {
  private mutating func warnStates(_ draft: RouteDraft, _ route: Route) {
    let graph = StateGraph(route)
    let unreached = graph.unreached
    for index in unreached {
      guard let name = draft.states[index].name else { continue }
      warn(
        .unreachedState, "nothing leads to the state \(name.text.quoted)", at: name.span,
        help: ["write `goto: \(name.text)` in a rule, or leave the state out"])
    }
    for index in graph.unleft where !unreached.contains(index) {
      guard let name = draft.states[index].name else { continue }
      warn(
        .unleftState, "nothing leaves the state \(name.text.quoted): it ends when the peer goes", at: name.span,
        help: ["a rule leaves it with `goto`, `close: true` or `reset: true`"])
    }
  }

  /// `dot` insists on CRLF, and `line` takes LF as well: what one of them takes for a line, the other may not.
  private mutating func warnDotOverLine(_ draft: RouteDraft) {
    guard case .line(let reply)? = draft.framing?.kind else { return }
    for state in draft.states where draft.states.contains(where: \.readsLines) {
      guard state.read?.kind == .dot, let span = state.readSpan else { continue }
      warn(
        .dotOverLine, "`dot` reads lines that end in CRLF only, and `line` reads LF as well", at: span,
        help: ["`framing: crlf` for the route reads both alike"])
    }
    guard reply == .lf else { return }
    for state in draft.states {
      for index in state.rules.indices { warnDotBesideLF(state.rules[index].replies) }
    }
  }

  private mutating func warnDotBesideLF(_ replies: [ReplyDraft]) {
    for reply in replies where reply.framing?.kind == .dot {
      warn(
        .dotOverLine, "`dot` ends its lines in CRLF, and the other replies of the route end in LF", at: reply.text.span,
        help: ["`framing: crlf` for the route, or `framing: { line: crlf }`"])
    }
  }
}

// MARK: - Replies

extension PlanDecoder {
  private mutating func warnTerminators(_ draft: RouteDraft, _ route: Route) {
    for finding in ReplyRisk.findings(in: route) {
      guard let reply = draft.reply(finding) else { continue }
      let shown = YAMLText.escape(finding.mark).quoted
      warn(
        .mayHoldTerminator, "this may contain \(shown), which ends a frame; such a reply is refused",
        at: reply.place(ofPart: finding.part), notes: ["a reply that is refused closes the connection"],
        help: [Self.remedy(finding.mark)])
    }
  }

  private static func remedy(_ mark: [UInt8]) -> String {
    mark.allSatisfy({ $0 == 0x0a || $0 == 0x0d })
      ? "`|oneline` or `|escape` at its end keeps that out"
      : mark.allSatisfy({ $0 < 0x20 }) ? "`|escape` at its end keeps that out" : "`|urlencode` or `|hex` keeps that out"
  }
}

extension RouteDraft {
  fileprivate func reply(_ finding: ReplyRisk.Finding) -> ReplyDraft? {
    let replies =
      switch finding.sender {
      case .rule(let state, let rule): states[state].rules[rule].replies
      case .event(let index): index < eventReplies.count ? eventReplies[index] : []
      case .timer(let index): index < timerReplies.count ? timerReplies[index] : []
      }
    return finding.reply < replies.count ? replies[finding.reply] : nil
  }
}

extension ReplyDraft {
  /// Where the placeholder stands that became that part.
  fileprivate func place(ofPart part: Int) -> SourceSpan {
    let source = text.forTemplate()
    let places = Template.placeholders(in: source.bytes, newline: newline, names: names)
    let values = template.parts[..<part].count { if case .value = $0 { true } else { false } }
    return values < places.count ? source.span(of: places[values]) : text.span
  }
}

extension Scalar {
  /// Where a pattern names a capture.
  fileprivate func place(ofCapture name: String) -> SourceSpan? { place(of: "<\(name)", before: ":>") }

  /// Where a regular expression names a group.
  fileprivate func place(ofGroup name: String) -> SourceSpan? { place(of: "<\(name)", before: ">") }

  /// Where this text stands, without its first byte, with one of these bytes behind it.
  private func place(of text: String, before ends: String) -> SourceSpan? {
    let sought = Array(text.utf8)
    let found = bytes.indices.first { place in
      bytes[place...].starts(with: sought) && place + sought.count < bytes.count
        && ends.utf8.contains(bytes[place + sought.count])
    }
    return found.map { span(of: $0 + 1..<$0 + sought.count) }
  }
}
