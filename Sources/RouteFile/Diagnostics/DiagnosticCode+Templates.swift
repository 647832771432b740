extension DiagnosticCode {
  /// GW1xx: what stands between `<` and `>`.
  static let templatePages: [DiagnosticCode: ExplainPage] = [
    .unclosedPlaceholder: ExplainPage(
      title: "a placeholder is opened and not closed",
      text: """
        `<` opens a placeholder when a letter, `_`, `=`, `0x` or a number with a filter follows, and a `>` must then \
        close it on the same line. Any other `<` stands for itself, and `<lt>` writes one anywhere.
        """,
      wrong: .route("reply: \"ack:<line\""), right: .route("reply: \"ack:<line>\"")),
    .unknownPlaceholder: ExplainPage(
      title: "a placeholder has a name that nothing has",
      text: """
        `gateway explain routes.reply` lists the names that there are. For text that is meant to stand in angle \
        brackets, write `<lt>` for the opening one.
        """,
      wrong: .route("reply: \"ack:<lien>\""), right: .route("reply: \"ack:<line>\"")),
    .badPlaceholderArgument: ExplainPage(
      title: "a placeholder's argument is not what it takes",
      text: """
        What follows a placeholder's `:` is its argument: `<random:1..6>` takes a range, `<now:%H:%M>` a time format. \
        `<0xNN>` takes two hexadecimal digits. Most placeholders take no argument.
        """,
      wrong: .route("reply: \"<random:6..1>\""), right: .route("reply: \"<random:1..6>\"")),
    .unknownFilter: ExplainPage(
      title: "a filter has a name that nothing has",
      text: "Filters follow a `|` and change a value. `gateway explain routes.reply` lists them.",
      wrong: .route("reply: \"<line|uper>\""), right: .route("reply: \"<line|upper>\"")),
    .badFilterArgument: ExplainPage(
      title: "a filter's argument is not what it takes",
      text: """
        What follows a filter's `:` are its arguments, separated by commas. A number of the author's own is put through \
        its filters when the file is read, so what cannot be converted is found then.
        """,
      wrong: .route("reply: \"<line|pad:wide>\""), right: .route("reply: \"<line|pad:8>\"")),
    .templateTooLarge: ExplainPage(
      title: "a template holds too much",
      text: """
        The number of placeholders and filters in one template, and how deep they stand in one another, is bounded: \
        nobody writes so many by hand. Send several frames instead: `reply` takes a list.
        """,
      wrong: .init(
        shown: "routes:\n  ack:\n    listen: 127.0.0.1:7000\n    reply: \"<n><n><n> (and so on, 10001 times)\"\n",
        bytes: ExplainPage.Example.route("reply: \"\(String(repeating: "<n>", count: 10_001))\"").bytes),
      right: .route("reply: \"<n>\"")),
    .substitutionInPlaceholder: ExplainPage(
      title: "`${…}` stands within a placeholder",
      text: """
        What `${…}` brings in is text, and never part of a placeholder: otherwise the environment could change what a \
        reply reveals. Write the placeholder out, or put the variable beside it.
        """,
      wrong: .route("reply: \"<now:${FORMAT}>\""), right: .route("reply: \"${GREETING} <now:%H:%M>\""),
      environment: ["FORMAT": "%H", "GREETING": "it is"]),
  ]
}
