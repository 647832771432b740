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
    writeTables(plan.tables, to: &writer)
    writer.mapping("routes") { writer in
      for route in plan.routes { writer.mapping(YAMLText.name(route.name)) { EffectiveRoute(route).write(to: &$0) } }
    }
    return writer.text
  }

  private static func writeTables(_ tables: [Table], to writer: inout YAMLWriter) {
    guard !tables.isEmpty else { return }
    writer.mapping("tables") { writer in
      for table in tables {
        let rows = table.entries.map { (YAMLText.quote($0.key), YAMLText.quote($0.value)) }
        writer.key(YAMLText.name(table.name), YAMLWriter.flow(rows))
      }
    }
  }
}

/// One route, every key written out.
struct EffectiveRoute {
  let route: Route

  init(_ route: Route) { self.route = route }

  func write(to writer: inout YAMLWriter) {
    writer.key("listen", YAMLWriter.list(route.listeners.map(listener)))
    if route.allow.isEmpty {
      writer.line("# allow: everybody")
    } else {
      writer.key("allow", YAMLWriter.list(route.allow.map { "\"\(BlockText.render($0))\"" }))
    }
    writer.key("framing", FramingText.render(route.framing))
    if route.ignoresCase { writer.key("ignore_case", "true") }
    writeVariables(to: &writer)
    writeRules(to: &writer)
    writeEvents(to: &writer)
    writeTimers(to: &writer)
    writer.mapping("limits", writeLimits)
    writer.mapping("timeouts", writeTimeouts)
    writer.key("foreign", route.foreign.rawValue)
    writer.key("telnet", "\(route.telnet)")
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

  private func writeVariables(to writer: inout YAMLWriter) {
    let first = route.variables.map { (YAMLText.name($0.name), YAMLText.quote($0.initial.text)) }
    if !first.isEmpty { writer.key("vars", YAMLWriter.flow(first)) }
    let shared = route.shared.map { (YAMLText.name($0.name), YAMLText.quote($0.initial)) }
    if !shared.isEmpty { writer.key("shared", YAMLWriter.flow(shared)) }
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
