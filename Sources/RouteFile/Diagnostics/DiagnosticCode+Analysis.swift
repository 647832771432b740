extension DiagnosticCode {
  /// GW404 and GW408 to GW415: what a route does as a whole.
  static let analysisPages: [DiagnosticCode: ExplainPage] = [
    .mayHoldTerminator: ExplainPage(
      title: "a value may contain the end of a frame",
      text: """
        A reply in which a value contains the framing's own terminator is refused, since it would be two frames. A \
        frame of the same framing holds none; what was read by another framing, what a filter makes of text, and a \
        quoted string with its escapes may hold any byte. `oneline` and `escape` make a value safe, `framing: counted` \
        is for a payload whose length the reply has announced, and framings with a length carry any byte.
        """,
      wrong: .route("reply: \"<line|unhex>\""), right: .route("reply: \"<line|unhex|oneline>\"")),
    .strayQuote: ExplainPage(
      title: "a text ends in a quote that it does not begin with",
      text: """
        YAML takes quotes for such only where a value begins with one. Elsewhere they are part of the text, and the \
        reply would end in one.
        """,
      wrong: .route("reply: ack:<line>\""), right: .route("reply: \"ack:<line>\"")),
    .unreachableRule: ExplainPage(
      title: "an earlier rule takes all that this one matches",
      text: """
        Rules are tried in the order of the file, and the first that matches answers. A rule behind one with a wider \
        pattern never does. Put the narrower pattern first, or leave the rule out.
        """,
      wrong: .route("rules:\n  - { match: \"GET <key>\", reply: one }\n  - { match: GET all, reply: two }"),
      right: .route("rules:\n  - { match: GET all, reply: two }\n  - { match: \"GET <key>\", reply: one }")),
    .unreachedState: ExplainPage(
      title: "nothing leads to a state",
      text: """
        A connection begins in the state that `start` names, or in the first one, and `goto` leads to the others. The \
        rules of a state that no `goto` leads to never answer.
        """,
      wrong: .route(states("reply: hello, close: true", "goto: first")),
      right: .route(states("goto: second", "goto: first"))),
    .unleftState: ExplainPage(
      title: "nothing leaves a state",
      text: """
        In a route with several states each one has a way on: a `goto` to another state, `close: true` or \
        `reset: true` in one of its rules, or in an event or a timer. Without any only the peer can end the \
        conversation. Where that is meant, one more rule, such as one for `QUIT`, says so.
        """,
      wrong: .route(states("goto: second", "reply: ok")),
      right: .route(states("goto: second", "reply: ok, close: true"))),
    .hiddenVariable: ExplainPage(
      title: "a capture hides a variable",
      text: """
        A capture or a `let` has the name of a variable of the route. Within the rule the name then means the capture, \
        and the variable cannot be shown there. A `goto` takes the capture along, so the name means it in the next \
        state too: also where the state is entered by a rule that captures no such thing, and the name is empty.
        """,
      wrong: .route(
        "vars: { name: nobody }\nrules: [{ match: \"HELO <name>\", set: { name: \"<name>\" }, reply: ok }]"),
      right: .route("vars: { name: nobody }\nrules: [{ match: \"HELO <new>\", set: { name: \"<new>\" }, reply: ok }]")),
    .dotOverLine: ExplainPage(
      title: "`dot` and `line` disagree about the end of a line",
      text: """
        `dot` is strict: its lines end in CRLF, and a lone LF is a bad frame. `line` takes both. A client that sends LF \
        gets through the commands of such a route and fails at its first text, and where two servers disagree about \
        the end of a line one of them can be deceived. `crlf` goes with `dot`.
        """,
      wrong: .route(dotted.replacing("FRAMING", with: "{ line: crlf }")),
      right: .route(dotted.replacing("FRAMING", with: "crlf"))),
    .matchOnRaw: ExplainPage(
      title: "a pattern is held against whatever arrived",
      text: """
        With the framing `raw` a frame is what one read brought: half of a message, or several, as the network likes. A \
        pattern that matches today does not match tomorrow.
        """,
      wrong: .route("framing: raw\nrules: [{ match: PING, reply: PONG }]"),
      right: .route("framing: line\nrules: [{ match: PING, reply: PONG }]")),
    .foreignPattern: ExplainPage(
      title: "a pattern looks like a regular expression",
      text: """
        In `match` every byte stands for itself but for placeholders: `^`, `$`, `.*` are just that. A pattern matches \
        the whole frame, and `<name>` or `<_>` stand for any bytes. The key for regular expressions is `regex`.
        """,
      wrong: .route("rules: [{ match: \"^QUIT$\", reply: bye }]"), right: .route("rules: [{ match: QUIT, reply: bye }]")
    ),
  ]

  private static func states(_ first: String, _ second: String) -> String {
    "states:\n  first:\n    rules: [{ \(first) }]\n  second:\n    rules: [{ \(second) }]"
  }

  private static let dotted = """
    framing: FRAMING
    states:
      command:
        rules: [{ match: DATA, reply: go on, goto: text }]
      text:
        read: dot
        rules: [{ reply: thanks, goto: command }]
    """
}
