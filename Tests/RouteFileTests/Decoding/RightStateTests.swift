import Framing
import RouteFile
import Routing
import Testing

/// States: what they read, what they inherit, and what a `goto` carries there.
struct RightStateTests {
  private func route(_ lines: String) throws -> Route {
    let result = MarkedText(route: lines).load()
    #expect(result.diagnostics.filter { $0.severity == .error } == [])
    return try #require(result.plan?.routes.first, "\(result.diagnostics.map(\.message))")
  }

  @Test func `a connection begins in the first state, or in the one that is named`() throws {
    let states = "states:\n  one: { rules: [{ match: a, goto: two }] }\n  two: { rules: [{ match: b, goto: one }] }"
    #expect(try route(states).start == 0)
    #expect(try route("start: two\n" + states).start == 1)
    #expect(try route(states).states.map(\.name) == ["one", "two"])
  }

  @Test func `a state inherits what the rules that lead to it capture, and what they let`() throws {
    let route = try route(
      """
      states:
        command:
          rules:
            - { match: "set <key> <flags:int> <bytes:int>", goto: value }
            - { match: "add <bytes:int> <key>", let: { kind: add }, goto: value }
        value:
          read: { fixed: "<bytes>", trailer: "\\r\\n", max: 1MiB }
          rules:
            - { reply: "<key> <flags> <kind> <frame>", goto: command }
      """)
    let value = route.states[1]
    #expect(value.inherited == ["key", "flags", "bytes", "kind"])
    #expect(value.size?.parts == [.value(.slot(2), filters: [])])
    #expect(value.read.kind == .fixed(1, trailer: [13, 10]) && value.read.maximum == 1 << 20)
    let gotos = route.states[0].rules.map(\.actions.ending)
    #expect(gotos == [.goto(.init(state: 1, carry: [0, 1, 2, nil])), .goto(.init(state: 1, carry: [1, nil, 0, 2]))])
    #expect(value.rules.first?.actions.ending == .goto(.init(state: 0)))
    #expect(route.slotCount == 4)
  }

  @Test func `inheritance is not handed on, but a state that leads to itself keeps it`() throws {
    let route = try route(
      """
      states:
        a: { rules: [{ match: "<user>", goto: b }] }
        b:
          rules:
            - { match: "MORE <count>", reply: "<user>", goto: b }
            - { match: "NAME <user>", reply: "<user>", goto: b }
            - { match: "<last>", goto: c }
        c: { rules: [{ reply: "<last>", goto: a }] }
      """)
    #expect(route.states.map(\.inherited) == [[], ["user", "count"], ["last"]])
    let rules = route.states[1].rules
    #expect(rules[0].actions.ending == .goto(.init(state: 1, carry: [0, 2])))
    #expect(rules[1].actions.ending == .goto(.init(state: 1, carry: [2, 1])))
    #expect(rules[1].actions.replies.first?.template.parts == [.value(.slot(2), filters: [])])
    #expect(rules[2].actions.ending == .goto(.init(state: 2, carry: [2])))
    #expect(route.slotCount == 3)
  }

  @Test func `a timer leaves alone what the state at hand inherited`() throws {
    let route = try route(
      """
      states:
        a: { rules: [{ match: "<x> <y>", goto: b }] }
        b: { rules: [{ match: "<z>", reply: "<x><y><t>", goto: a }] }
      timers: [{ every: 1s, let: { t: "<now>" }, goto: b }]
      """)
    #expect(route.states[1].inherited == ["x", "y", "t"])
    #expect(route.timers.first?.actions.bindings.map(\.slot) == [3])
    #expect(route.timers.first?.actions.ending == .goto(.init(state: 1, carry: [nil, nil, 3])))
    #expect(route.slotCount == 4)
  }

  @Test func `a set of rules is compiled for each state that uses it`() throws {
    let route = try route(
      """
      rulesets: { common: [{ match: "WHO <a>", reply: "<a>" }] }
      states:
        a: { use: common, rules: [{ match: "<user>", goto: b }] }
        b: { use: [common], rules: [{ match: OUT, goto: a }] }
      """)
    let slots = route.states.map { $0.rules.last?.actions.replies.first?.template.parts }
    #expect(slots == [[.value(.slot(0), filters: [])], [.value(.slot(1), filters: [])]])
  }

  @Test func `replies keep the route's framing, whatever a state reads`() throws {
    let route = try route(
      """
      framing: crlf
      states:
        head: { rules: [{ match: DATA, reply: "354 go", goto: mail }] }
        mail: { read: { dot: true, max: 1MiB }, rules: [{ reply: "250 <frame|len>", goto: head }] }
      """)
    #expect(route.framing.kind == .crlf && route.states.map(\.read.kind) == [.crlf, .dot])
  }

  @Test func `an event can go on where some state's framing has a next boundary`() throws {
    let route = try route(
      """
      framing: netstring
      events: { bad_frame: { continue: true } }
      states:
        a: { rules: [{ match: x, goto: b }] }
        b: { read: line, rules: [{ match: y, goto: a }] }
      """)
    #expect(route.events.badFrame?.ending == .resume)
  }
}
