import Framing
import RouteFile
import Routing
import Testing

/// Rules and their actions, and the plan that comes of them.
struct RightRuleTests {
  private func route(_ lines: String, before: String = "") throws -> Route {
    var marked = MarkedText(route: lines)
    marked.text = before + marked.text
    let result = marked.load()
    #expect(result.diagnostics == [], "\(lines)")
    return try #require(result.plan?.routes.first, "\(result.diagnostics.map(\.message))")
  }

  private func rules(_ lines: String) throws -> [Rule] { try #require(try route(lines).states.first).rules }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func `a rule matches one pattern, one of several, an expression, or anything`() throws {
    let rules = try rules(
      """
      ignore_case: true
      rules:
        - { match: "UPPER <text>", reply: "<text|upper>" }
        - { match: [QUIT, "EXIT <code:int>"], reply: bye, close: true }
        - { regex: '^(GET|PUT) ', reply: ok }
        - { name: rest, reply: "ERR <line>" }
      """)
    #expect(rules.map(\.name) == [nil, nil, nil, "rest"])
    #expect(rules.map(\.isCatchAll) == [false, false, false, true])
    #expect(rules.map(\.actions.ending) == [.stay, .close, .stay, .stay])
    #expect(rules.compactMap(\.place).map(\.line) == [5, 6, 7, 8])
    guard case .patterns(let patterns) = rules[1].match, case .regex = rules[2].match else {
      return #expect(Bool(false), "\(rules)")
    }
    #expect(patterns.map(\.text) == [bytes("QUIT"), bytes("EXIT <code:int>")])
    #expect(patterns.map(\.ignoresCase) == [true, true])
  }

  @Test func `a placeholder is a capture, a let value, a variable, or a name of the language`() throws {
    let rule = try #require(
      try rules(
        """
        vars: { count: 0, n: 0 }
        shared: { total: 0 }
        rules:
          - match: "<a> <b>"
            when: { "a|lower": "<c:rest>", shared.total: "<=count>" }
            let: { sum: "<a|add:<b>>", a: "<sum>" }
            set: { count: "<count|add:1>", shared.total: "<c>" }
            delay: 1500ms
            reply: ["<a><b><c><sum>", "<n><shared.total><uuid>"]
            log: "<sum>"
            reset: false
        """
      ).first)
    #expect(rule.actions.bindings.map(\.slot) == [3, 0])
    #expect(rule.actions.bindings.map(\.name) == ["sum", "a"])
    #expect(rule.actions.assignments.map(\.target) == [.variable(0), .shared(0)])
    #expect(rule.actions.delay == .milliseconds(1500))
    let values = rule.actions.replies.map(\.template.parts)
    #expect(values[0] == [0, 1, 2, 3].map { .value(.slot($0), filters: []) })
    #expect(values[1] == [.variable(1), .shared(0), .uuid].map { .value($0, filters: []) })
    #expect(rule.conditions.map(\.value.parts.count) == [1, 1] && rule.conditions.map(\.patterns.count) == [1, 1])
    #expect(rule.actions.log?.parts == [.value(.slot(3), filters: [])])
  }

  @Test func `one frame of a reply can have a framing and conditions of its own`() throws {
    let replies = try #require(
      try rules(
        """
        framing: crlf
        vars: { mode: a }
        rules:
          - reply:
              - "+OK"
              - { text: "<line>", framing: counted }
              - { text: "a\nb", framing: dot, when: { mode: "<x>" } }
              - { text: "<line|slice:0,1>", framing: raw }
              - { text: done, framing: { length: { bytes: 2 } }, when: { mode: [a, b] } }
        """
      ).first
    ).actions.replies
    #expect(replies.count == 5)
    guard case .route = replies[0].wrapping, case .counted = replies[1].wrapping,
      case .other(let dot) = replies[2].wrapping, case .other(let raw) = replies[3].wrapping,
      case .other(let length) = replies[4].wrapping
    else { return #expect(Bool(false), "\(replies)") }
    #expect([dot.kind, raw.kind, length.kind] == [.dot, .raw, .binaryLength(.init(bytes: 2))])
    #expect(replies.map(\.conditions.count) == [0, 0, 1, 0, 1])
    #expect(replies[4].conditions.first?.patterns.count == 2)
  }

  @Test func `rules of a set come before the catch-all, wherever the key is written`() throws {
    let sets = "rulesets: { common: [{ name: c, match: C, reply: c }] }\n"
    let lines = """
      use: [own, common]
      rulesets: { own: [{ name: o, match: O, reply: o }] }
      rules: [{ name: a, match: A, reply: a }, { name: all, reply: d }]
      """
    let rules = try #require(try route(lines, before: sets).states.first).rules
    #expect(rules.map(\.name) == ["a", "o", "c", "all"])
    let shorthand = try #require(try route("use: common\nreply: d", before: sets).states.first).rules
    #expect(shorthand.map(\.name) == ["c", nil])
  }

  @Test func `a table is looked up in, and its longest key taken`() throws {
    let tables = "tables: { units: { C: Celsius, F: Fahrenheit }, \"empty\": { } }\n"
    let result = RouteFileLoader.load(
      sources: [
        SourceFile(
          name: "r.yaml", text: tables + MarkedText(route: "rules: [{ match: \"<u:in units>\", reply: \"<u>\" }]").text)
      ], environment: [:])
    #expect(result.diagnostics == [])
    #expect(result.plan?.tables.map(\.name) == ["empty", "units"])
  }

  @Test func `timers have a schedule and actions`() throws {
    let route = try route(
      """
      vars: { ticks: 0 }
      timers:
        - { every: 1s, let: { t: "<ticks>" }, set: { ticks: "<ticks|add:1>" }, reply: "tick <t>" }
        - { after: 5m, reply: bye, close: true }
        - { after: 10m, reset: true }
      telnet: true
      """)
    #expect(route.timers.map(\.schedule) == [.every(.seconds(1)), .after(.seconds(300)), .after(.seconds(600))])
    #expect(route.timers.map(\.actions.ending) == [.stay, .close, .reset])
    #expect(route.telnet && route.slotCount == 1)
  }

  @Test func `variables have first values, and shared ones are plain text`() throws {
    let route = try route("vars: { id: \"<uuid>\", n: 0 }\nshared: { motd: \"<line>\" }\nreply: \"<id><n>\"")
    #expect(route.variables.map(\.name) == ["id", "n"])
    #expect(route.variables.first?.initial == Template(parts: [.value(.uuid, filters: [])]))
    #expect(route.shared == [Route.Shared(name: "motd", initial: bytes("<line>"))])
  }

  @Test func `events set, log and go to states`() throws {
    let route = try route(
      """
      vars: { seen: 0 }
      events:
        connect: { set: { seen: 1 }, reply: hello, log: "<peer.ip>", goto: a }
        idle: { goto: a }
        eof: { set: { seen: 2 } }
      states:
        start: { rules: [{ match: x, goto: a }] }
        a: { rules: [{ close: true }] }
      """)
    #expect(route.events.connect?.ending == .goto(.init(state: 1)))
    #expect(route.events.idle?.ending == .goto(.init(state: 1)) && route.events.eof?.ending == .close)
    #expect(route.events.connect?.assignments.count == 1 && route.events.connect?.log != nil)
  }

  @Test(arguments: [
    ("dot", Framing.Kind.dot), ("{ headers: true }", .http), ("headers", .http), ("http", .http), ("sip", .sip),
    ("lsp", .lsp), ("stomp", .stomp), ("resp", .resp), ("raw", .raw), ("{ stomp: true, max: 1MiB }", .stomp),
    ("{ headers: { start_line: false } }", .lsp),
    ("{ headers: { length: content-length, separator: \":\", eol: lf, end: \"\\0\" } }", .stomp),
    ("{ headers: { end: none } }", .http),
  ])
  func `reads the framings with fields and lines`(_ text: String, _ kind: Framing.Kind) throws {
    #expect(try route("framing: \(text)").framing.kind == kind)
  }

  @Test func `fields are names where the framing has them`() throws {
    let http = try route(
      "framing: http\nrules: [{ match: \"GET <p> HTTP/1.1\", reply: \"<start><header.Host><body>\" }]")
    let fields: [Template.Field] = [.start, .header(bytes("Host")), .body]
    #expect(
      http.states.first?.rules.first?.actions.replies.first?.template.parts
        == fields.map { .value(.field($0), filters: []) })
    let resp = try route("framing: resp\nreply: \"<arg.1><args>\"")
    #expect(
      resp.states.first?.rules.first?.actions.replies.first?.template.parts
        == [.argument(1), .arguments].map { .value(.field($0), filters: []) })
  }
}
