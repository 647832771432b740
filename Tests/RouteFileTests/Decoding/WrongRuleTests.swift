import RouteFile
import Testing

/// What is wrong with rules, states, and the names in them: the code, the exact place, the suggestion.
struct WrongRuleTests {
  @Test(arguments: rules + names)
  func `says what is wrong with a rule or a name, and where`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(route: wrong.snippet))
  }

  @Test(arguments: states + patterns)
  func `says what is wrong with a state or a pattern, and where`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(route: wrong.snippet))
  }

  static let rules: [WrongCase] =
    [
      .init("rules: [⟦{}⟧]", .missingKey, says: "something to do"),
      .init("rules: [⟦{ name: a }⟧]", .missingKey),
      .init("rules: [{ ⟦mach⟧: a, reply: b }]", .unknownKey, suggests: "match"),
      .init("rules: [{ match: ⟦[]⟧, reply: b }]", .emptyList),
      .init("rules: [{ match: ⟦{}⟧, reply: b }]", .wrongType, says: "a pattern such as"),
      .init("rules: [{ match: a, ⟦regex⟧: b, reply: c }]", .conflictingKeys),
      .init("rules: [{ match: a, reset: true, ⟦reply⟧: c }]", .conflictingKeys, says: "exclude each other"),
      .init("rules: [{ match: a, close: true, ⟦reset⟧: true }]", .conflictingKeys, says: "at most one"),
      .init("rules: [{ match: a, delay: ⟦5⟧, reply: c }]", .badDuration, suggests: "5s"),
      .init("rules: [{ match: a, reply: b }, { reply: c }, ⟦{ match: d }⟧]", .ruleAfterCatchAll),
      .init("rules: [{ name: a, match: a }, { name: ⟦a⟧, match: b }]", .nameTwice, says: "first at routes.yaml:3:21"),
      .init("rules: [{ when: ⟦{}⟧, reply: c }]", .emptyList),
      .init("rules: [{ when: { n: ⟦[]⟧ }, reply: c }]", .emptyList),
      .init("rules: [{ when: { ⟦nn⟧: a }, reply: c }]", .unknownPlaceholder, suggests: "n", says: "in a key of `when`"),
      .init("rules: [{ when: { \"n|⟦uper⟧\": a }, reply: c }]", .unknownFilter, suggests: "upper"),
      .init("rules: [{ when: { ⟦\"<n>\"⟧: a }, reply: c }]", .badName, says: "without `<` and `>`"),
      .init("rules: [{ reply: { text: a, framing: ⟦crfl⟧ } }]", .unknownWord, suggests: "crlf"),
      .init("rules: [{ reply: { text: a, framing: ⟦cuonted⟧ } }]", .unknownWord, suggests: "counted"),
      .init("rules: [{ reply: { text: a, ⟦frame⟧: dot } }]", .unknownKey),
      .init(
        "use: [common, ⟦comon⟧]\nrulesets: { common: [{ match: a }] }\nreply: a", .unknownRuleset, suggests: "common"),
      .init("timers: [⟦{ reply: a }⟧]", .missingKey, says: "`every: 30s`"),
      .init("timers: [{ every: 1s, ⟦after⟧: 1s, reply: a }]", .conflictingKeys),
      .init("timers: [{ every: ⟦0s⟧, reply: a }]", .badDuration),
      .init("timers: ⟦{ every: 1s }⟧", .wrongType),
      .init("reply: a\n⟦rules⟧: [{ reply: b }]", .conflictingKeys),
      .init("reply: a\n⟦start⟧: b", .conflictingKeys, says: "goes with `states`"),
    ]

  static let names: [WrongCase] = [
    .init("vars: { ⟦a.b⟧: 1 }", .badName),
    .init("vars: { ⟦0⟧: 1 }", .badName),
    .init("vars: { ⟦lt⟧: q }", .badName, says: "writes a `<`"),
    .init("rules: [{ let: { ⟦lt⟧: q }, reply: a }]", .badName),
    .init("timers: [{ every: 1s, let: { ⟦lt⟧: q }, reply: a }]", .badName),
    .init("rules: [{ match: \"<⟦lt⟧:word>\", reply: a }]", .badCapture, says: "writes a `<`"),
    .init("rules: [{ regex: \"(?P<⟦lt⟧>a)\", reply: a }]", .badCapture),
    .init("shared: { \"⟦a b⟧\": 1 }".replacing("\"", with: ""), .badName),
    .init("vars: { a: ⟦[]⟧ }", .wrongType),
    .init("vars:\n  user:⟦⟧", .wrongType, says: "write `user: \"\"` for an empty value"),
    .init("shared:\n  user:⟦⟧", .wrongType, says: "`user: \"\"`"),
    .init("vars: { a: \"<⟦banana⟧>\" }", .unknownPlaceholder, says: "in a first value"),
    .init(
      "vars: { count: 0 }\nreply: \"<⟦cuont⟧>\"", .unknownPlaceholder, suggests: "count", says: "known here: count,"),
    .init("vars: { count: 0 }\nrules: [{ set: { ⟦cuont⟧: 1 } }]", .unknownVariable, suggests: "count"),
    .init("shared: { x: 0 }\nrules: [{ set: { ⟦x⟧: 1 } }]", .unknownVariable, suggests: "shared.x"),
    .init("rules: [{ match: \"<x>\", set: { ⟦x⟧: 1 } }]", .unknownVariable, says: "`let`"),
    .init("rules: [{ let: { ⟦a.b⟧: 1 } }]", .badName),
    .init("rules: [{ let: { b: \"<⟦banana⟧>\", banana: 1 } }]", .unknownPlaceholder, says: "in `let`"),
    .init("rules: [{ match: \"<user>\", log: \"<⟦usr⟧>\" }]", .unknownPlaceholder, suggests: "user", says: "in `log`"),
    .init(
      "rules: [{ match: \"<user> a\" }, { reply: \"<⟦user⟧>\" }]", .unknownPlaceholder,
      says: "belongs to another rule"),
    .init(
      "events: { connect: { reply: \"<⟦user⟧>\" } }\nrules: [{ match: \"<user> a\" }, { reply: a }]",
      .unknownPlaceholder, says: "`set` keeps it"),
    .init("framing: http\nreply: \"<⟦hedaer⟧>\"", .unknownPlaceholder),
    .init("reply: \"<⟦body⟧>\"", .unknownPlaceholder),
  ]

  static let states: [WrongCase] =
    [
      .init("states: ⟦{}⟧", .emptyList),
      .init("states: { ⟦a b⟧: { rules: [{ close: true }] } }", .badName),
      .init(
        "states: { a: { ⟦ruels⟧: [], use: x } }\nrulesets: { x: [{ close: true }] }", .unknownKey, suggests: "rules"),
      .init("states: { ⟦a⟧: {} }", .missingKey, says: "needs `rules`"),
      .init("states: { ab: { rules: [{ match: x, goto: ⟦ba⟧ }, { close: true }] } }", .unknownState, suggests: "ab"),
      .init("rules: [{ match: x, goto: ⟦b⟧ }]", .unknownState, says: "it has no `states`"),
      .init("start: ⟦sale⟧\nstates: { sales: { rules: [{ close: true }] } }", .unknownState, suggests: "sales"),
      .init("states: { a: { rules: [{ close: true }] } }\n⟦rules⟧: [{ reply: a }]", .conflictingKeys),
      .init(
        "states: { a: { use: x, rules: [{ close: true }] } }\n⟦use⟧: x\nrulesets: { x: [{ match: a }] }",
        .conflictingKeys),
      .init(
        "states: { a: { read: { fixed: \"<line|len>\" }, rules: [{ match: a, close: true }, ⟦{ reply: b }⟧] } }",
        .mustLeave, says: "`goto`"),
      .init(
        "states: { a: { read: { fixed: \"<⟦lines⟧>\" }, rules: [{ close: true }] } }", .unknownPlaceholder,
        suggests: "line"),
    ]

  static let patterns: [WrongCase] = [
    .init("rules: [{ match: \"a ⟦<⟧b\" }]", .unclosedPlaceholder),
    .init("rules: [{ match: \"<a:⟦wrod⟧>\" }]", .unknownType, suggests: "word"),
    .init("rules: [{ match: '<a:⟦wrod⟧>' }]", .unknownType, suggests: "word"),
    .init("rules: [{ match: [x, \"\\t<a:⟦wrod⟧>\"] }]", .unknownType, suggests: "word"),
    .init("rules: [{ when: { n: \"<a:⟦wrod⟧>\" } }]", .unknownType, suggests: "word"),
    .init("rules: [{ match: \"<a:int ⟦9..1⟧>\" }]", .badTypeArgument),
    .init("rules: [{ match: \"<a> <⟦a⟧>\" }]", .badCapture),
    .init("rules: [{ match: \"<a>⟦<b>⟧\" }]", .adjacentPlaceholders),
    .init("rules: [{ match: \"<a⟦|upper⟧>\" }]", .badCapture),
    .init("rules: [{ match: \"<a:in ⟦ups⟧>\" }]", .unknownTable),
    .init("rules: [{ match: \"<=⟦wanted⟧>\" }]", .unknownPlaceholder, says: "in a pattern"),
    .init("rules: [{ match: \"<⟦a.b⟧>\" }]", .badCapture),
    .init("rules: [{ regex: 'a⟦(⟧b' }]", .badExpression),
  ]

  @Test func `a set of rules is said about once, however often it is used`() {
    let states =
      "states:\n  a: { use: s, rules: [{ match: x, goto: b }] }\n  b: { use: s, rules: [{ match: y, goto: a }] }"
    let result = MarkedText(route: "rulesets: { s: [{ match: \"<a:itn>\", reply: \"<lien>\" }] }\n" + states).load()
    #expect(result.diagnostics.map(\.code) == [.unknownType, .unknownPlaceholder])
  }

  @Test func `the templates of a reply are read even beside rules`() {
    let result = MarkedText(route: "reply: \"<lien>\"\nrules: [{ reply: \"<lyne>\" }]").load()
    #expect(result.diagnostics.map(\.code) == [.unknownPlaceholder, .conflictingKeys, .unknownPlaceholder])
  }

  @Test func `names are given once in all files, and rule sets are used`() {
    let set = "rulesets: { s: [{ match: a }] }\ntables: { t: { a: b } }\n"
    let route = "routes: { r: { listen: \":1\", reply: a } }\n"
    let sources = [set + route, set].enumerated().map { SourceFile(name: "\($0.offset).yaml", text: $0.element) }
    let result = RouteFileLoader.load(sources: sources, environment: [:])
    #expect(result.diagnostics.map(\.code) == [.unusedRuleset, .nameTwice, .nameTwice])
    #expect(result.diagnostics.flatMap(\.secondary).map(\.span.file) == [0, 0])
  }

  @Test func `a misspelt key of the file is not also a file without routes`() {
    let result = MarkedText("ruotes:\n  r: { listen: \":1\", reply: a }\n").load()
    #expect(result.diagnostics.map(\.code) == [.unknownKey])
  }
}
