import Framing
package import Routing

extension Explanation {
  /// The configuration as YAML, with every default filled in and presets expanded. It is a route file itself, and
  /// gives an equal plan; what is off by default is a comment, since to write `none` is to earn a warning.
  package static func effective(_ plan: Plan) -> String {
    var writer = YAMLWriter()
    writer.key("version", "1")
    writer.key("drain", DurationText.render(plan.drain))
    writer.mapping("log") { writer in
      if let format = plan.log.format {
        writer.key("format", format.rawValue)
      } else {
        writer.line("# format: text on a terminal, else json")
      }
      writer.key("level", plan.log.level.rawValue)
    }
    writer.mapping("routes") { writer in
      for route in plan.routes { writer.mapping(YAMLText.name(route.name)) { EffectiveRoute(route).write(to: &$0) } }
    }
    return writer.text
  }
}

/// One route, every key written out.
struct EffectiveRoute {
  private let route: Route
  private let newline: Template.NewlinePolicy

  init(_ route: Route) {
    self.route = route
    newline = Template.NewlinePolicy(route.framing)
  }

  func write(to writer: inout YAMLWriter) {
    writer.key("listen", YAMLWriter.list(route.listeners.map(listener)))
    if route.allow.isEmpty {
      writer.line("# allow: everybody")
    } else {
      writer.key("allow", YAMLWriter.list(route.allow.map { "\"\(BlockText.render($0))\"" }))
    }
    writer.key("framing", FramingText.render(route.framing))
    writeRules(to: &writer)
    writeEvents(to: &writer)
    writer.mapping("limits", writeLimits)
    writer.mapping("timeouts", writeTimeouts)
    writer.key("foreign", route.foreign.rawValue)
  }

  private func listener(_ listen: Listen) -> String {
    guard case .unix(let path, let mode, let group) = listen.endpoint else {
      return YAMLText.quote(Array(listen.text.utf8))
    }
    var entries = [("unix", YAMLText.quote(Array(path.utf8)))]
    let digits = String(mode, radix: 8)
    entries.append(("mode", "\"" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "\""))
    if let group { entries.append(("group", YAMLText.quote(Array(group.utf8)))) }
    return YAMLWriter.flow(entries)
  }

  private func reply(_ replies: [Reply]) -> String {
    let texts = replies.map { YAMLText.quote(TemplateText.render($0.template, newline: newline)) }
    return texts.count == 1 ? texts[0] : YAMLWriter.list(texts)
  }

  private func writeRules(to writer: inout YAMLWriter) {
    let rules = route.states.flatMap(\.rules)
    if rules.count == 1, let rule = rules.first, rule.name == nil, !rule.actions.replies.isEmpty {
      writer.key("reply", reply(rule.actions.replies))
      writer.key("close", "\(rule.actions.ending == .close)")
      return
    }
    writer.line("rules:")
    for rule in rules {
      var entries: [(String, String)] = []
      if let name = rule.name { entries.append(("name", YAMLText.quote(Array(name.utf8)))) }
      if !rule.actions.replies.isEmpty { entries.append(("reply", reply(rule.actions.replies))) }
      entries.append(("close", "\(rule.actions.ending == .close)"))
      writer.line("  - \(YAMLWriter.flow(entries))")
    }
  }

  private func writeEvents(to writer: inout YAMLWriter) {
    let written = PlanDecoder.eventPaths.compactMap { key, path, course in
      route.events[keyPath: path].map { (key.name, event($0, course)) }
    }
    guard !written.isEmpty else { return writer.line("# events: none says anything") }
    writer.mapping("events") { writer in
      for (name, value) in written { writer.key(name, value) }
    }
  }

  private func event(_ actions: Actions, _ course: PlanDecoder.Course) -> String {
    var entries: [(String, String)] = []
    if !actions.replies.isEmpty { entries.append(("reply", reply(actions.replies))) }
    entries.append(
      actions.ending == .resume
        ? ("continue", "true") : ("close", "\(course != .opening || actions.ending == .close)"))
    return YAMLWriter.flow(entries)
  }

  private func writeLimits(to writer: inout YAMLWriter) {
    typealias Keys = KeyTable.Limit
    bound(Keys.connections, route.limits.connections.map { "\($0)" }, &writer)
    bound(Keys.connectionsPerIP, route.limits.connectionsPerIP.map { "\($0)" }, &writer)
    bound(Keys.reply, route.limits.reply.map(SizeText.render), &writer)
  }

  private func writeTimeouts(to writer: inout YAMLWriter) {
    for (key, path) in PlanDecoder.timeoutPaths {
      bound(key, route.timeouts[keyPath: path].map(DurationText.render), &writer)
    }
  }

  private func bound(_ key: Key, _ value: String?, _ writer: inout YAMLWriter) {
    if value == nil, key.defaultText == nil {
      writer.line("# \(key.name): none")
    } else {
      writer.key(key.name, value ?? "none")
    }
  }
}
