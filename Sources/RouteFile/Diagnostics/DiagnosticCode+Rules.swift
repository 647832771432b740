extension DiagnosticCode {
  /// GW307 to GW312 and GW407: names of states, variables and rule sets, and what leads where.
  static let rulePages: [DiagnosticCode: ExplainPage] = [
    .nameTwice: ExplainPage(
      title: "a name is given twice",
      text: """
        Rule sets and tables are known by their names in all files that are given together, and the name of a rule \
        tells it from the other rules of its state, in metrics and reports.
        """,
      wrong: .route("rules:\n  - { name: greet, when: { n: 1 }, reply: hello }\n  - { name: greet, reply: ok }"),
      right: .route("rules:\n  - { name: greet, when: { n: 1 }, reply: hello }\n  - { name: other, reply: ok }")),
    .unknownState: ExplainPage(
      title: "a state does not exist",
      text: "`goto` and `start` name a state of the same route. States are the keys of `states`.",
      wrong: .route("states:\n  first:\n    rules: [{ goto: secnod }]\n  second:\n    rules: [{ goto: first }]"),
      right: .route("states:\n  first:\n    rules: [{ goto: second }]\n  second:\n    rules: [{ goto: first }]")),
    .unknownVariable: ExplainPage(
      title: "a variable does not exist",
      text: """
        `set` gives a new value to a variable, which stands in `vars` with its first value, or in `shared`, where its \
        name is `shared.x`. A name for a value within one rule is given by `let`.
        """,
      wrong: .route("vars: { count: 0 }\nrules: [{ set: { cuont: \"<n>\" }, reply: ok }]"),
      right: .route("vars: { count: 0 }\nrules: [{ set: { count: \"<n>\" }, reply: ok }]")),
    .unknownRuleset: ExplainPage(
      title: "a rule set does not exist",
      text: """
        `use` names rule sets of the same route, or those at the top level of the files that are given together. Their \
        rules come before the catch-all rule.
        """,
      wrong: .init(
        "rulesets: { common: [{ when: { n: 1 }, reply: hello }] }\n", route: "use: [comon, common]\nreply: ok"),
      right: .init("rulesets: { common: [{ when: { n: 1 }, reply: hello }] }\n", route: "use: [common]\nreply: ok")),
    .mustLeave: ExplainPage(
      title: "a rule stays in a state that reads one frame",
      text: """
        Where `read` has a template for the size of `fixed`, the size is decided on the way into the state. Behind the \
        frame nobody knows the size of the next one, so each rule leads elsewhere, even back to its own state.
        """,
      wrong: .route(sized.replacing("GOTO", with: "")), right: .route(sized.replacing("GOTO", with: ", goto: head"))),
    .tooManyNames: ExplainPage(
      title: "a state takes over too many names",
      text: """
        Captures and `let` values of every rule that leads to a state are known there, \
        \(PlanDecoder.greatestInheritance) names at most, since each connection keeps them all. Variables have no such \
        bound.
        """,
      wrong: .init(
        shown: states("{ a0: x, a1: x, a2: x (and so on, 300 names) }").shown,
        bytes: states("{ \((0..<300).map { "a\($0): x" }.joined(separator: ", ")) }").bytes),
      right: states("{ a0: x, a1: x, a2: x }")),
    .unusedRuleset: ExplainPage(
      title: "nothing uses a rule set",
      text: "Rules in `rulesets` answer nothing by themselves: a route or a state must `use` them.",
      wrong: .init("rulesets: { common: [{ when: { n: 1 }, reply: hello }] }\n", route: "reply: ok"),
      right: .init("rulesets: { common: [{ when: { n: 1 }, reply: hello }] }\n", route: "use: [common]\nreply: ok")),
  ]

  private static let sized = """
    states:
      head:
        rules: [{ let: { size: "<line>" }, goto: body }]
      body:
        read: { fixed: "<size>" }
        rules: [{ reply: "<frame|hex>"GOTO }]
    """

  private static func states(_ bindings: String) -> ExplainPage.Example {
    .route("states:\n  a:\n    rules: [{ let: \(bindings), goto: b }]\n  b:\n    rules: [{ goto: a }]")
  }
}
