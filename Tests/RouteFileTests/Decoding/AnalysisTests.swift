import RouteFile
import Testing

/// What is said about a route as a whole, under the very characters, and what is not.
struct AnalysisTests {
  @Test(arguments: rules + states + names + framings)
  func `says what is likely to be wrong with a route, and where`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(route: wrong.snippet))
  }

  @Test(arguments: contents)
  func `says where a value may hold the end of a frame`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(route: wrong.snippet))
  }

  @Test(arguments: right)
  func `has nothing to say about what is right`(_ lines: String) {
    let result = MarkedText(route: lines).load()
    #expect(result.diagnostics == [], "\(result.diagnostics.map(\.message))")
    #expect(result.plan != nil)
  }

  @Test func `heeds what the values of a table hold`() {
    let route = "routes:\n  a: { listen: \"127.0.0.1:0\", reply: \"<line|lookup:t>\" }\n"
    #expect(
      MarkedText("tables: { t: { a: \"x\\ny\" } }\n" + route).load().diagnostics.map(\.code) == [.mayHoldTerminator])
    #expect(MarkedText("tables: { t: { \"a\\nb\": x } }\n" + route).load().diagnostics == [])
  }

  @Test func `says nothing of a route that has errors`() {
    let result = MarkedText(route: "states:\n  a: { rules: [{ goto: bb }] }\n  c: { rules: [{ close: true }] }").load()
    #expect(result.diagnostics.map(\.code) == [.unknownState])
  }

  /// Rules of a rule set are read wherever it is used.
  @Test func `says once what is wrong with a rule of a rule set`() {
    let set = "rulesets: { s: [{ match: <a>, reply: x }, { match: b, reply: x }] }\n"
    let route = "{ listen: \"127.0.0.1:0\", use: [s], reply: x }"
    let text = set + "routes:\n  a: \(route)\n  b: \(route)\n"
    #expect(MarkedText(text).load().diagnostics.map(\.code) == [.unreachableRule])
  }

  /// Each state hands its capture to the next one, a thousand times.
  @Test func `gives up where values wander too far`() {
    let states = (0..<1000).map { "  s\($0): { rules: [{ match: \"<a\($0)>\", goto: s\(($0 + 1) % 1000) }] }" }
    let result = MarkedText(route: "states:\n" + states.joined(separator: "\n")).load()
    #expect(result.diagnostics == [])
  }
}

extension AnalysisTests {
  private static let reply = ", reply: ok }"

  static let rules: [WrongCase] = [
    .init(
      "rules:\n- { match: PING, reply: a }\n- { match: ⟦PING⟧, reply: b }", .unreachableRule,
      says: "the rule at routes.yaml:4:16 takes all that it matches"),
    .init("rules:\n- { match: \"GET <k>\", reply: a }\n- { match: ⟦GET all⟧, reply: b }", .unreachableRule),
    .init("rules:\n- { match: \"<l:rest>\", reply: a }\n- { regex: ⟦x⟧, reply: b }", .unreachableRule),
    .init("rules:\n- { match: [a, b, c], reply: a }\n- { match: [⟦b⟧, a], reply: b }", .unreachableRule),
    .init(
      "rules:\n- { match: a, reply: a }\n- { match: b, reply: a }\n- { match: ⟦\"<x:a|b>\"⟧, reply: b }",
      .unreachableRule, says: "the rules at routes.yaml:4:16, routes.yaml:5:16 take all"),
    .init("ignore_case: true\nrules:\n- { match: Get, reply: a }\n- { match: ⟦gEt⟧, reply: b }", .unreachableRule),
    .init("rules:\n- { match: a, reply: a }\n- { match: ⟦a⟧, when: { n: 1 }, reply: b }", .unreachableRule),
    .init(
      "vars: { v: 0 }\nrules:\n- { match: a, when: { v: 1 }, reply: a }\n- { match: ⟦a⟧, when: { v: 1 }, reply: b }",
      .unreachableRule),
    .init("rules:\n- { match: \"<n:int 0..9>\", reply: a }\n- { match: ⟦\"5\"⟧, reply: b }", .unreachableRule),
    .init("framing: raw\nrules:\n- { match: ⟦PING⟧, reply: a }", .matchOnRaw),
    .init("framing: raw\nrules:\n- { regex: ⟦P.*⟧, reply: a }", .matchOnRaw),
  ]

  static let states: [WrongCase] = [
    .init("states:\n  a: { rules: [{ close: true }] }\n  ⟦b⟧: { rules: [{ goto: a }] }", .unreachedState),
    .init("start: b\nstates:\n  ⟦a⟧: { rules: [{ goto: b }] }\n  b: { rules: [{ close: true }] }", .unreachedState),
    .init(
      "states:\n  a: { rules: [{ close: true }] }\n  ⟦b⟧: { rules: [{ match: x, goto: b }, { close: true }] }",
      .unreachedState),
    .init("states:\n  a: { rules: [{ goto: b }] }\n  ⟦b⟧: { rules: [{ reply: x }] }", .unleftState),
    .init("states:\n  a: { rules: [{ goto: b }] }\n  ⟦b⟧: { rules: [{ reply: x, goto: b }] }", .unleftState),
    .init(
      "framing: { line: crlf }\nstates:\n  a: { rules: [{ goto: b }] }\n  b:\n    read: ⟦dot⟧\n    rules: [{ goto: a }]",
      .dotOverLine),
    .init("rules: [{ reply: { text: ⟦a⟧, framing: dot } }]", .dotOverLine),
  ]

  static let names: [WrongCase] = [
    .init("vars: { a: x }\nrules: [{ match: \"SET <⟦a⟧:word>\", reply: ok }]", .hiddenVariable),
    .init("vars: { a: x }\nrules: [{ let: { ⟦a⟧: \"<line>\" }, reply: ok }]", .hiddenVariable),
    .init(
      "vars: { a: x }\nstates:\n  s: { rules: [{ match: \"SET <⟦a⟧:word>\", goto: t }] }\n"
        + "  t: { rules: [{ reply: <a>, goto: s }] }", .hiddenVariable, says: "in the state `t`, whichever way"),
    .init("vars: { a: x }\nrules: [{ when: { n: \"<⟦a⟧:int>\" }, reply: ok }]", .hiddenVariable),
  ]

  static let framings: [WrongCase] = [
    .init("reply: ack:<line>⟦\"⟧", .strayQuote, says: "'ack:<line>\"'"),
    .init("rules: [{ match: HI⟦\"⟧, reply: ok }]", .strayQuote),
  ]

  private static let bytes = "framing: { delimiter: \";\" }\n"
  private static func second(_ read: String, _ rule: String) -> String {
    "framing: crlf\nstates:\n  a: { rules: [{ goto: b }] }\n  b:\n    read: \(read)\n    rules: [{ \(rule), goto: a }]"
  }

  static let contents: [WrongCase] = [
    .init(second("dot", "reply: \"got ⟦<frame>⟧\""), .mayHoldTerminator, says: "`\\n`", "oneline"),
    .init(second("{ fixed: 4 }", "reply: \"⟦<line|upper>⟧\""), .mayHoldTerminator),
    .init(second("{ fixed: 4 }", "match: \"<k:bytes 2><r:rest>\", reply: \"⟦<r>⟧\""), .mayHoldTerminator),
    .init(second("http", "reply: \"<start> <header.a> ⟦<body>⟧\""), .mayHoldTerminator),
    .init(second("resp", "reply: ⟦<arg.0>⟧"), .mayHoldTerminator),
    .init(
      second("{ delimiter: \";\" }", "let: { x: \"<line>\" }, reply: [a, \"⟦<x|slice:0,9>⟧\"]"), .mayHoldTerminator),
    .init("vars: { v: \"\" }\n" + second("{ fixed: 4 }", "set: { v: \"<line>\" }, reply: ⟦<v>⟧"), .mayHoldTerminator),
    .init(
      "shared: { v: \"\" }\nevents: { connect: { reply: \"⟦<shared.v>⟧\" } }\n"
        + second("{ fixed: 4 }", "set: { shared.v: \"<line>\" }, reply: ok"), .mayHoldTerminator),
    .init("rules: [{ match: \"say <t:quoted>\", reply: ⟦<t>⟧ }]", .mayHoldTerminator),
    .init("rules: [{ let: { x: \"a\\nb\" }, reply: ⟦<x>⟧ }]", .mayHoldTerminator),
    .init("reply: \"<line> ⟦<line|replace:a,;\n>⟧\"".replacing(";\n", with: "<0x0a>"), .mayHoldTerminator),
    .init("reply: ⟦<now:%H%n>⟧", .mayHoldTerminator),
    .init(bytes + "reply: ⟦<line|replace:a,;>⟧", .mayHoldTerminator, says: "`;`"),
    .init(bytes + "timers: [{ every: 1s, reply: \"a⟦<now:%H;%M>⟧\" }]", .mayHoldTerminator),
  ]

  static let right: [String] = [
    second("dot", "reply: <frame|oneline>"), second("dot", "reply: <frame|len>"),
    second("{ fixed: 4 }", "match: \"<k:int>\", reply: <k>"), second("{ fixed: 4 }", "reply: <line|hex>"),
    second("{ fixed: 4 }", "match: \"<w:word>\", reply: <w>"), second("crlf", "reply: <line>"),
    second("{ fixed: 4 }", "reply: { text: <line>, framing: counted }"),
    second("{ fixed: 4 }", "let: { x: \"<line>\" }, reply: ok"), second("http", "reply: \"<start> <header.a>\""),
    second("{ fixed: 4 }", "match: \"<k>\", let: { k: \"<k|oneline>\" }, reply: <k>"), second("line", "reply: ok"),
    second("{ fixed: 4 }", "reply: { text: <line>, framing: dot }"), bytes + "reply: <line> <now>",
    "framing: { delimiter: \"ab\" }\nreply: <line|upper>", "framing: { delimiter: \"--\" }\nreply: <uuid>",
    "framing: netstring\nreply: <line|unhex>", "framing: raw\nreply: got <line|len>",
    "framing: raw\nrules: [{ match: \"<all:rest>\", reply: got it }]",
    "rules:\n- { match: a, when: { n: 1 }, reply: a }\n- { match: a, reply: b }\n- { reply: c }",
    "rules:\n- { match: \"<a> <b>\", reply: a }\n- { match: \"<line>\", reply: b }\n- { reply: c }",
    "rules:\n- { match: a, when: { n: 1 }, reply: a }\n- { match: a, when: { n: 2 }, reply: b }\n- { reply: c }",
    "rules:\n- { match: a, reply: a }\n- { match: A, reply: b }",
    "rules:\n- { match: \"<x:int>\", when: { x: 1 }, reply: a }\n- { match: \"<x:int>\", when: { x: 1 }, reply: b }",
    "states:\n  a: { rules: [{ goto: b }] }\n  b: { rules: [{ reply: x, close: true }] }",
    "states:\n  a: { rules: [{ goto: b }] }\n  b: { rules: [{ reply: x, reset: false }, ] }\nclose: true",
    "timers: [{ after: 1s, goto: b }]\nstates:\n  a: { rules: [{ reply: x }] }\n  b: { rules: [{ goto: a }] }",
    "timers: [{ after: 1s, close: true }]\nstates:\n  a: { rules: [{ goto: b }] }\n  b: { rules: [{ reply: x }] }",
    "states:\n  only: { rules: [{ reply: x }] }",
    "vars: { a: x }\nrules: [{ match: <b>, set: { a: \"<b>\" }, reply: ok }]",
    "framing: { line: crlf }\nreply: { text: a, framing: dot }",
    "states:\n  a: { read: netstring, rules: [{ goto: b }] }\n  b: { read: dot, rules: [{ reply: ok, goto: a }] }",
    "reply: say \"hi\"", "reply: \"it's\"",
  ]
}
