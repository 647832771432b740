extension DiagnosticCode {
  /// GW11x: what a frame is matched against; and the tables that patterns and filters name.
  static let patternPages: [DiagnosticCode: ExplainPage] = [
    .badCapture: ExplainPage(
      title: "a placeholder of a pattern captures nothing that can be named",
      text: """
        In a pattern `<name>` gives a name to what stands there: letters, digits and `_`, each name once. `<=name>` is \
        the other way: the bytes that are known by that name must stand there, with filters if need be. What is \
        captured stays as the peer wrote it; filters belong to where the name is used.
        """,
      wrong: .rule("match: \"SET <key|upper>\"", reply: "<key>"),
      right: .rule("match: \"SET <key>\"", reply: "<key|upper>")),
    .unknownType: ExplainPage(
      title: "a capture has a type that nothing has",
      text: """
        What follows a capture's `:` is its type, such as `word`, `rest`, `int`, `num 0..30` or `bytes 2`, or a choice \
        of words with `|` between them.
        """,
      wrong: .rule("match: \"PORT <port:integer>\"", reply: "<port>"),
      right: .rule("match: \"PORT <port:int 1..65535>\"", reply: "<port>")),
    .badTypeArgument: ExplainPage(
      title: "a type's argument is not what it takes",
      text: """
        `int` and `num` may be followed by a range with both ends, `in` by the name of a table, `bytes` by a count, and \
        the binary numbers of several bytes by `little`.
        """,
      wrong: .rule("match: \"PORT <port:int 65535..1>\"", reply: "<port>"),
      right: .rule("match: \"PORT <port:int 1..65535>\"", reply: "<port>")),
    .adjacentPlaceholders: ExplainPage(
      title: "two placeholders stand side by side",
      text: """
        Where the first ends cannot be told without text between the two, unless its type says so: a number, a word \
        before the `rest`, so many bytes.
        """,
      wrong: .rule("match: \"<command><text:rest>\"", reply: "<text>"),
      right: .rule("match: \"<command:word><text:rest>\"", reply: "<text>")),
    .badExpression: ExplainPage(
      title: "a regular expression cannot be read",
      text: """
        Regular expressions are those of RE2, which are searched in linear time: there are no references back and no \
        looking around. Groups are named `(?P<name>…)`.
        """,
      wrong: .rule("regex: \"^(?P<key>[a-z]+\"", reply: "one word"),
      right: .rule("regex: \"^(?P<key>[a-z]+)\"", reply: "one word")),
    .unknownTable: ExplainPage(
      title: "a table does not exist",
      text: "`<name:in TABLE>` and the filter `lookup:TABLE` name a table that stands in `tables`.",
      wrong: .init("tables: { topics: { news: \"7\" } }\n", route: rule("<topic:in topcis>")),
      right: .init("tables: { topics: { news: \"7\" } }\n", route: rule("<topic:in topics>"))),
  ]

  private static func rule(_ pattern: String) -> String { "rules: [{ match: \"\(pattern)\", reply: \"<topic>\" }]" }
}

extension ExplainPage.Example {
  fileprivate static func rule(_ match: String, reply: String) -> Self {
    .route("rules:\n  - \(match)\n    reply: \"\(reply)\"")
  }
}
