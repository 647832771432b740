import Framing
import RouteFile
import Routing
import Testing

/// What is right, and the plan that comes of it.
struct RightRouteTests {
  private func route(_ lines: String) throws -> Route {
    let result = MarkedText(route: lines).load()
    let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
    return try #require(plan.routes.first)
  }

  @Test(arguments: [
    ("line", Framing(.line(reply: .lf))), ("crlf", Framing(.crlf)), ("netstring", Framing(.netstring)),
    ("octet-counted", Framing(.octetCounted)), ("mllp", Framing(.mllp)), ("stx-etx", Framing(.stxEtx)),
    ("eof", Framing(.eof)), ("{ line: true }", Framing(.line(reply: .lf))),
    ("{ line: crlf, max: 1KiB, at_eof: deliver }", Framing(.line(reply: .crlf), maximum: 1024, atEOF: .deliver)),
    ("{ delimiter: \"\\0\" }", Framing(.delimiter([[0]]))),
    ("{ delimiter: [\";\\r\\n\", \";\"] }", Framing(.delimiter([[0x3b, 0x0d, 0x0a], [0x3b]]))),
    ("{ delimiter: \"<0xff><0X1><0xzz>\" }", Framing(.delimiter([[0xff] + Array("<0X1><0xzz>".utf8)]))),
    ("{ fixed: 4 }", Framing(.fixed(4, trailer: []))),
    ("{ fixed: 4, trailer: \"\\r\\n\" }", Framing(.fixed(4, trailer: [0x0d, 0x0a]))),
    ("{ length: { bytes: 4 } }", Framing(.binaryLength(.init(bytes: 4)))),
    (
      "{ length: { bytes: 2, endian: little, adjust: -2 } }",
      Framing(.binaryLength(.init(bytes: 2, littleEndian: true, adjust: -2)))
    ),
    (
      "{ length: { bytes: 2, offset: 3, header: keep } }",
      Framing(.binaryLength(.init(bytes: 2, offset: 3, keepsHeader: true)))
    ),
    ("{ length: { bytes: 2, header: keep } }", Framing(.binaryLength(.init(bytes: 2, keepsHeader: true)))),
    ("{ length: { varint: true } }", Framing(.varint)),
    ("{ length: { digits: 4 } }", Framing(.decimalLength(.init(.digits(4))))),
    ("{ length: { until: \":\", trailer: \",\" } }", Framing(.netstring)),
    ("{ between: [\"\\x0b\", \"\\x1c\\r\"] }", Framing(.mllp)),
    ("{ between: [a, b], outside: skip }", Framing(.between(start: [0x61], end: [0x62], outside: .skip))),
    ("{ stx-etx: true, outside: skip }", Framing(.between(start: [2], end: [3], outside: .skip))),
  ])
  func `reads every framing`(_ text: String, _ framing: Framing) throws {
    let route = try route("framing: \(text)")
    #expect(route.framing == framing)
    #expect(route.states.map(\.read) == [framing])
  }

  @Test(arguments: [
    ("line", ForeignPolicy.refuse), ("crlf", .refuse), ("{ delimiter: x }", .refuse), ("netstring", .allow),
    ("eof", .allow), ("{ fixed: 1 }", .allow),
  ])
  func `strangers are refused where a line is expected`(_ framing: String, _ policy: ForeignPolicy) throws {
    #expect(try route("framing: \(framing)").foreign == policy)
    #expect(try route("framing: \(framing)\nforeign: allow").foreign == .allow)
  }

  @Test func `reads limits and timeouts, and leaves the others as they are`() throws {
    let route = try route(
      """
      limits: { connections_per_ip: 3, reply: none }
      timeouts: { idle: none, frame: 1s, write: 2s, half_closed: 3s, linger: 4ms, linger_total: 5m, connection: 6h }
      """)
    #expect(route.limits.connections == 10_000 && route.limits.connectionsPerIP == 3 && route.limits.reply == nil)
    let waits = route.timeouts
    #expect(waits.idle == nil && waits.frame == .seconds(1) && waits.write == .seconds(2))
    #expect(waits.halfClosed == .seconds(3) && waits.linger == .milliseconds(4))
    #expect(waits.lingerTotal == .seconds(300) && waits.connection == .seconds(21_600))
  }

  @Test func `events end the connection unless they are told to go on`() throws {
    let events = try route(
      """
      events:
        connect: { reply: hello }
        eof: {}
        idle: { continue: true }
        oversize: { reply: [a, b], continue: true }
        bad_frame: { reply: bad, close: true }
        refused: { reply: busy }
        shutdown: { reply: bye, close: true }
      """
    ).events
    #expect(events.connect?.ending == .stay && events.eof?.ending == .close && events.idle?.ending == .resume)
    #expect(events.oversize?.ending == .resume && events.oversize?.replies.count == 2)
    #expect(events.badFrame?.ending == .close && events.refused?.ending == .close && events.shutdown?.ending == .close)
    #expect(events.frameTimeout == nil)
    #expect(try route("events: { connect: { close: true } }").events.connect?.ending == .close)
  }

  @Test(arguments: [
    ("reply: a\nclose: true", Actions.Ending.close), ("reply: a", .stay),
    ("rules: [{ reply: a, close: true }]", .close),
    ("rules: [{ reply: a }]\nclose: true", .close), ("rules: [{ reply: a, close: false }]\nclose: true", .stay),
  ])
  func `a rule's own close wins over its route's`(_ lines: String, _ ending: Actions.Ending) throws {
    #expect(try route(lines).states.first?.rules.map(\.actions.ending) == [ending])
  }

  @Test func `a list of replies is one frame each, and a block one template`() throws {
    let list = try route("reply: [a, b]").states.first?.rules.first?.actions.replies.map(\.template)
    #expect(list == [Template(parts: [.text([0x61])]), Template(parts: [.text([0x62])])])
    let block = try route("framing: crlf\nreply: |\n  a\n  b").states.first?.rules.first?.actions.replies.map(
      \.template)
    #expect(block == [Template(parts: [.text(Array("a\r\nb".utf8))])])
  }

  @Test func `reads the options of a unix socket, and who may connect`() throws {
    let route = try route("listen: { unix: /run/x.sock, mode: 0660, group: mail }\nallow: [10.0.0.0/8, \"::1\"]")
    #expect(route.listeners.map(\.endpoint) == [.unix(path: "/run/x.sock", mode: 0o660, group: "mail")])
    #expect(route.listeners.map(\.text) == ["unix:/run/x.sock"])
    #expect(route.allow.map(\.prefixLength) == [8, 128])
  }

  @Test func `a route's own keys come before the defaults, one by one`() throws {
    let text = """
      defaults: { framing: crlf, limits: { connections: 5, reply: 1KiB }, timeouts: { idle: 1s, write: 2s } }
      routes:
        a: { listen: "127.0.0.1:1", reply: ok, limits: { connections: 9 }, timeouts: { idle: 7s }, framing: line }
      """
    let result = RouteFileLoader.load(sources: [SourceFile(name: "r.yaml", text: text)], environment: [:])
    let route = try #require(result.plan?.routes.first)
    #expect(route.framing == Framing(.line(reply: .lf)))
    #expect(route.limits.connections == 9 && route.limits.reply == 1024)
    #expect(route.timeouts.idle == .seconds(7) && route.timeouts.write == .seconds(2))
  }

  @Test func `reads what the whole process does`() throws {
    let text = """
      version: 1
      drain: 90s
      log: { format: json, level: warning }
      tests: [{ name: a, talk: "> b" }]
      x-notes: anything
      routes: { a: { listen: ":1", reply: ok } }
      """
    let result = RouteFileLoader.load(sources: [SourceFile(name: "r.yaml", text: text)], environment: [:])
    #expect(result.diagnostics == [])
    #expect(result.plan?.drain == .seconds(90))
    #expect(result.plan?.log == LogOptions(format: .json, level: .warning))
  }
}
