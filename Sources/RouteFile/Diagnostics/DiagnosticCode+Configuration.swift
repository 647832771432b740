extension DiagnosticCode {
  /// GW3xx: what holds between routes and between files.
  static let configurationPages: [DiagnosticCode: ExplainPage] = [
    .noRoutes: ExplainPage(
      title: "there are no routes",
      text: "A configuration without routes would listen nowhere. The smallest one has a route with four lines.",
      wrong: "drain: 5s\n", right: .route("reply: \"ack:<line>\"")),
    .routeTwice: ExplainPage(
      title: "two files define the same route",
      text: """
        Files given together are one configuration. The name of a route is its metric label and its log field, so it \
        stands for one route.
        """,
      wrong: .init(
        file, beside: SourceFile(name: "b.yaml", text: "routes:\n  ack: { listen: \":7001\", reply: ok }\n")),
      right: .init(file, beside: SourceFile(name: "b.yaml", text: "routes:\n  ok: { listen: \":7001\", reply: ok }\n"))),
    .addressTwice: ExplainPage(
      title: "two listeners are on one address",
      text: """
        The second could not be bound, or would take connections away from the first. `"*:7000"` includes every address \
        of port 7000, and `localhost:7000` is both 127.0.0.1 and ::1. Port `0` takes a free one each time.
        """,
      wrong: .route("listen: [127.0.0.1:7000, \"*:7000\"]\nreply: \"ack:<line>\""),
      right: .route("listen: \"*:7000\"\nreply: \"ack:<line>\"")),
    .fileTwice: ExplainPage(
      title: "a file is given twice",
      text: "Files given together are one configuration, so a file that comes twice would collide with itself.",
      wrong: .init(file, beside: SourceFile(name: "./routes.yaml", text: file)), right: .init(file)),
    .keyInTwoFiles: ExplainPage(
      title: "a key of the whole configuration stands in two files",
      text: """
        `defaults`, `drain` and `log` hold for all files that are given together, so they stand in one of them: which \
        would win otherwise depended on their order.
        """,
      wrong: .init("drain: 5s\n" + file, beside: SourceFile(name: "b.yaml", text: "drain: 9s\n")),
      right: .init("drain: 5s\n" + file, beside: SourceFile(name: "b.yaml", text: "log: { level: debug }\n"))),
    .ruleAfterCatchAll: ExplainPage(
      title: "a rule can never answer",
      text: "The first rule that matches answers, and a rule without a match takes every frame: what follows is idle.",
      wrong: .route("rules:\n  - reply: one\n  - reply: two"), right: .route("rules:\n  - reply: [one, two]")),
  ]

  private static let file = "routes:\n  ack: { listen: 127.0.0.1:7000, reply: \"ack:<line>\" }\n"

  /// GW4xx: what is allowed and seldom meant; `--strict` makes errors of them.
  static let warningPages: [DiagnosticCode: ExplainPage] = [
    .limitOff: ExplainPage(
      title: "a limit is switched off",
      text: """
        Every limit and timeout is finite unless the file says `none`. Without it one peer can hold memory or a \
        connection for ever. A generous number is nearly always enough.
        """,
      wrong: .acknowledging("timeouts: { idle: none }"), right: .acknowledging("timeouts: { idle: 24h }")),
    .filterNameReply: ExplainPage(
      title: "a reply is nothing but the name of a filter",
      text: "`reply: upper` answers every line with the word `upper`. A filter stands behind a value: `<line|upper>`.",
      wrong: .route("reply: upper"), right: .route("reply: \"<line|upper>\"")),
    .typedTerminator: ExplainPage(
      title: "a reply ends in what the framing adds by itself",
      text: """
        The framing writes the end of every reply: CRLF for `crlf`, the first delimiter for `delimiter`. One that is \
        typed as well makes an empty frame behind it, or has no effect.
        """,
      wrong: .route("framing: crlf\nreply: \"ack:<line>\\r\\n\""), right: .route("framing: crlf\nreply: \"ack:<line>\"")
    ),
    .backslashText: ExplainPage(
      title: "a backslash stands for itself here",
      text: "YAML knows escapes between double quotes only: `'\\n'` and a plain `\\n` are a backslash and a letter.",
      wrong: .acknowledging("framing: { delimiter: '\\0' }"), right: .acknowledging("framing: { delimiter: \"\\0\" }")),
    .frameInEvent: ExplainPage(
      title: "an event has no frame to answer",
      text: "`<line>` is the frame that is being answered. An event answers none, so it is empty there.",
      wrong: .acknowledging("events: { connect: { reply: \"hello <line>\" } }"),
      right: .acknowledging("events: { connect: { reply: \"hello <peer.ip>\" } }")),
  ]
}
