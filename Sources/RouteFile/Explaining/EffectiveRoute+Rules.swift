import Framing
import Routing

// States, rules, events and timers.
extension EffectiveRoute {
  func writeRules(to writer: inout YAMLWriter) {
    guard route.states.contains(where: { $0.name != nil }) else {
      return writeRules(of: route.states.flatMap(\.rules), to: &writer)
    }
    writer.mapping("states") { writer in
      for state in route.states {
        writer.mapping(YAMLText.name(state.name ?? "")) { writer in
          writer.key("read", FramingText.render(state.read, size: state.size))
          writeList(state.rules, to: &writer)
        }
      }
    }
    if let start = stateName(route.start) { writer.key("start", start) }
  }

  /// The rules of a route without states; a single plain one is written as `reply`.
  private func writeRules(of rules: [Rule], to writer: inout YAMLWriter) {
    guard rules.count == 1, let rule = rules.first, rule.name == nil, rule.isCatchAll, rule.actions.onlyReplies else {
      return writeList(rules, to: &writer)
    }
    writer.key("reply", replies(rule.actions.replies))
    writer.key("close", "\(rule.actions.ending == .close)")
  }

  private func writeList(_ rules: [Rule], to writer: inout YAMLWriter) {
    writer.mapping("rules") { writer in
      for rule in rules { writer.item(entries(rule)) }
    }
  }

  private func entries(_ rule: Rule) -> [(String, String)] {
    var entries: [(String, String)] = []
    if let name = rule.name { entries.append(("name", YAMLText.quote(Array(name.utf8)))) }
    switch rule.match {
    case .anything: break
    case .patterns(let patterns): entries.append(("match", YAMLWriter.list(patterns.map { YAMLText.quote($0.text) })))
    case .regex(let expression): entries.append(("regex", YAMLText.quote(expression.text)))
    }
    if !rule.conditions.isEmpty { entries.append(("when", conditions(rule.conditions))) }
    entries += self.entries(rule.actions)
    return entries + [ending(rule.actions.ending) ?? ("close", "false")]
  }

  func writeEvents(to writer: inout YAMLWriter) {
    let written = PlanDecoder.eventPaths.compactMap { key, path, course in
      route.events[keyPath: path].map { (key.name, event($0, course)) }
    }
    guard !written.isEmpty else { return writer.line("# events: none says anything") }
    writer.mapping("events") { writer in
      for (name, value) in written { writer.key(name, value) }
    }
  }

  private func event(_ actions: Actions, _ course: PlanDecoder.Course) -> String {
    let ending = ending(actions.ending) ?? ("close", "\(course != .opening)")
    return YAMLWriter.flow(entries(actions) + [ending])
  }

  func writeTimers(to writer: inout YAMLWriter) {
    guard !route.timers.isEmpty else { return }
    writer.mapping("timers") { writer in
      for timer in route.timers {
        let schedule =
          switch timer.schedule {
          case .every(let interval): ("every", DurationText.render(interval))
          case .after(let wait): ("after", DurationText.render(wait))
          }
        writer.item([schedule] + entries(timer.actions) + [ending(timer.actions.ending) ?? ("close", "false")])
      }
    }
  }
}

// Actions, in the order in which they are carried out.
extension EffectiveRoute {
  private func entries(_ actions: Actions) -> [(String, String)] {
    var entries: [(String, String)] = []
    let bindings = actions.bindings.map { (YAMLText.name($0.name), YAMLText.quote($0.value.text)) }
    if !bindings.isEmpty { entries.append(("let", YAMLWriter.flow(bindings))) }
    let assignments = actions.assignments.map { (name($0.target), YAMLText.quote($0.value.text)) }
    if !assignments.isEmpty { entries.append(("set", YAMLWriter.flow(assignments))) }
    if let delay = actions.delay { entries.append(("delay", DurationText.render(delay))) }
    if !actions.replies.isEmpty { entries.append(("reply", replies(actions.replies))) }
    if let log = actions.log { entries.append(("log", YAMLText.quote(log.text))) }
    return entries
  }

  /// Nothing where nothing ends.
  private func ending(_ ending: Actions.Ending) -> (String, String)? {
    switch ending {
    case .stay: nil
    case .close: ("close", "true")
    case .resume: ("continue", "true")
    case .goto(let goto): stateName(goto.state).map { ("goto", $0) }
    case .reset: ("reset", "true")
    }
  }

  private func stateName(_ index: Int) -> String? {
    guard route.states.indices.contains(index) else { return nil }
    return route.states[index].name.map { YAMLText.name($0) }
  }

  private func name(_ target: Actions.Assignment.Target) -> String {
    switch target {
    case .variable(let index): index < route.variables.count ? YAMLText.name(route.variables[index].name) : ""
    case .shared(let index): index < route.shared.count ? "shared.\(route.shared[index].name)" : ""
    }
  }

  private func replies(_ replies: [Reply]) -> String {
    let items = replies.map(item)
    return items.count == 1 ? items[0] : YAMLWriter.list(items)
  }

  private func item(_ reply: Reply) -> String {
    let text = YAMLText.quote(reply.template.text)
    var options: [(String, String)] = []
    switch reply.wrapping {
    case .route: break
    case .counted: options.append(("framing", "counted"))
    case .other(let encoder): options.append(("framing", FramingText.render(encoder.kind)))
    }
    if !reply.conditions.isEmpty { options.append(("when", conditions(reply.conditions))) }
    return options.isEmpty ? text : YAMLWriter.flow([("text", text)] + options)
  }

  /// The value of a condition is a placeholder, and its key what stands between `<` and `>`.
  private func conditions(_ conditions: [Condition]) -> String {
    YAMLWriter.flow(
      conditions.map { condition in
        let patterns = condition.patterns.map { YAMLText.quote($0.text) }
        return (
          YAMLText.quote(Array(condition.value.text.dropFirst().dropLast())),
          patterns.count == 1 ? patterns[0] : YAMLWriter.list(patterns)
        )
      })
  }
}

extension Actions {
  /// Whether a route's `reply` and `close` say it all.
  fileprivate var onlyReplies: Bool {
    bindings.isEmpty && assignments.isEmpty && delay == nil && !replies.isEmpty && log == nil
      && (ending == .stay || ending == .close)
  }
}
