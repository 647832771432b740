import Framing
import RouteFile
import Routing
import Testing

/// The effective configuration is a route file that gives an equal plan.
struct EffectiveTests {
  private func plan(_ text: String) throws -> Plan {
    let result = RouteFileLoader.load(sources: [SourceFile(name: "routes.yaml", text: text)], environment: [:])
    return try #require(result.plan, "\(text) \(result.diagnostics.map(\.message))")
  }

  /// Everything a plan holds but the places in the file, which differ.
  private func facts(_ plan: Plan) -> [String] {
    let routes = plan.routes.map { route in
      let listeners = route.listeners.map { "\($0.endpoint)" }
      return
        "\(route.name) \(listeners) \(route.allow) \(route.framing) \(route.states) \(route.start) \(route.events) "
        + "\(route.limits) \(route.timeouts) \(route.foreign) "
        + "\(route.variables) \(route.shared) \(route.timers) \(route.telnet) \(route.ignoresCase) \(route.slotCount)"
    }
    let place = /Optional\(routes\.yaml:\d+:\d+\)/
    return (["\(plan.drain) \(plan.log) \(plan.tables.map(\.name))"] + routes).map { $0.replacing(place, with: "nil") }
  }

  @Test func `names every default of the smallest file`() throws {
    #expect(
      Explanation.effective(try plan(SmallestFileTests.text)) == """
        version: 1
        drain: 8s
        log:
          # format: text on a terminal, else json
          level: info
        routes:
          ack:
            listen: ["127.0.0.1:7000"]
            # allow: everybody
            framing: { line: lf, max: 64KiB, at_eof: drop }
            reply: "ack:<line>"
            close: false
            # events: none says anything
            limits:
              connections: 10000
              # connections_per_ip: none
              reply: 1MiB
            timeouts:
              idle: 5m
              frame: 30s
              write: 10s
              half_closed: 30s
              linger: 2s
              linger_total: 10s
              # connection: none
            foreign: refuse
            telnet: false

        """)
  }

  @Test(arguments: [
    "framing: { line: crlf, max: 1KiB, at_eof: deliver }", "framing: crlf",
    "framing: { delimiter: [\"é<0xff>\", \"\\0\"] }",
    "framing: { delimiter: \"<<0x30>x41>\" }", "framing: { fixed: 4, trailer: \"\\r\\n\" }", "framing: netstring",
    "framing: octet-counted", "framing: { mllp: true, outside: skip }", "framing: stx-etx", "framing: eof",
    "framing: http", "framing: sip", "framing: lsp", "framing: { stomp: true, max: 1MiB }",
    "framing: { headers: true }",
    "framing: { headers: { start_line: false, length: [Size, s], separator: \" = \", eol: lf, end: \"<0x03>\" } }",
    "framing: { dot: true, at_eof: deliver }", "framing: resp", "framing: raw",
    "framing: { length: { bytes: 2, endian: little, adjust: -2 } }", "framing: { length: { varint: true } }",
    "framing: { length: { bytes: 2, offset: 2, header: keep } }", "framing: { length: { digits: 4, trailer: x } }",
    "listen: [127.0.0.1:0, \"*:1\", \"[::1]:2\", \":3\", unix:/a b, { unix: \"c\\\"\", mode: \"0660\", group: mail }]",
    "allow: [10.0.0.0/8, \"::1\", \"::ffff:1.2.3.4\"]", "close: true", "foreign: allow",
    "rules: [{ name: only, reply: [a, b], close: true }]", "rules: [{ close: true }]",
    "events: { connect: { reply: hi }, idle: { continue: true }, oversize: { reply: [a, b] }, shutdown: {} }",
    "events: { connect: { close: true }, bad_frame: { continue: true, reply: x }, refused: { reply: no } }",
    "framing: dot", "framing: raw", "framing: resp", "framing: stomp", "framing: { lsp: true, max: 1MiB }",
    "limits: { connections: none, connections_per_ip: 7, reply: 3KiB }",
    "ignore_case: true\nrules: [{ match: [a, \"<b:int 1..5> <c>\"], when: { c: [x, \"<d>\"], \"c|len\": 1 }, reply: \"<d>\" }]",
    "rules: [{ match: a, let: { x: \"<n|add:1>\" }, delay: 5ms, reply: [\"<x>\", \"<x>\"], log: \"<x>\" }, { reset: true }]",
    "vars: { a: \"<uuid>\", y: 1 }\nshared: { b: \"<\" }\nrules: [{ set: { y: \"<a>\", shared.b: \"<y>\" } }]",
    "rules: [{ reply: [{ text: a, framing: counted }, { text: b, framing: { fixed: 1 }, when: { n: 1 } }] }]",
    "timers: [{ every: 1s, let: { a: b }, reply: \"<a>\" }, { after: 90s, close: true }]\ntelnet: true",
    "states: { a: { rules: [{ match: \"<x>\", goto: b }] }, b: { read: { fixed: \"<x>\" }, rules: [{ goto: a }] } }",
    "states: { a: { rules: [{ match: x, goto: b }] }, no: { rules: [{ goto: a }] }, b: { rules: [{ goto: no }] } }\nstart: no",
    "events: { connect: { set: { a: 1 }, log: x, goto: s } }\nvars: { a: 0 }\nstates: { s: { rules: [{ close: true }] } }",
    "use: x\nrulesets: { x: [{ name: y, match: z }] }\nrules: [{ reply: a }]",
    "timeouts: { idle: none, frame: 1500ms, connection: 2h }",
  ])
  func `gives an equal plan`(_ lines: String) throws {
    let first = try plan(MarkedText(route: lines).text)
    let text = Explanation.effective(first)
    let second = try plan(text)
    #expect(facts(second) == facts(first), "\(text)")
    #expect(Explanation.effective(second) == text)
  }

  @Test(arguments: ["line", "crlf", "netstring"])
  func `writes templates so that they compile to the same`(_ framing: String) throws {
    let texts = [
      #""ack:<line>""#, #""<0xff>a<lt>b é \" \\ $${X} <34>""#, #""a\nb\n""#, #""a<0x0a>""#, #""a<0x0d>\nb<0x0d>""#,
      #""<peer.ip> <peer.port> <local.port> <conn.id> <conn.seconds> <n> <route> <host> <uuid> <now>""#,
      #""<now:%H:%M, %S<0x3e>> <random:-3..6>""#, #""<line|trim|replace:a,<0x7c><0x2c>|slice:1,4|zpad:8|add:-1.50>""#,
      #""<n|add:<n|mul:2>|u16:little|crc16:modbus>""#, #""<line|default:a, b<0x3c>c>""#, #""<line|field:2,;|pad:<n>>""#,
      #""<7|add:<n>> <0xff|pad:<n>>""#, #""""#,
    ]
    for text in texts {
      let first = try plan(MarkedText(route: "framing: \(framing)\nreply: \(text)").text)
      let second = try plan(Explanation.effective(first))
      let replies = [first, second].map {
        $0.routes.flatMap(\.states).flatMap(\.rules).flatMap(\.actions.replies).map(\.template)
      }
      #expect(replies[0] == replies[1], "\(text)")
    }
  }
}
