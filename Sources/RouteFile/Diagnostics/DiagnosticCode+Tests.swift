extension DiagnosticCode {
  /// GW23x and GW33x: conversations for `gateway test`.
  static let testPages: [DiagnosticCode: ExplainPage] = [
    .badStep: ExplainPage(
      title: "a step of a test is none",
      text: """
        A line of a transcript is `> sent`, `< received`, `<~ pattern`, `half_close`, `closed`, `reset` or `wait 2s`; a \
        comment begins with `#`. Nothing can be sent after `half_close`.
        """,
      wrong: talk("> hello\nack:hello"), right: talk("> hello\n< ack:hello")),
    .badEscape: ExplainPage(
      title: "a backslash in a transcript begins no escape",
      text: #"In a transcript `\r`, `\n`, `\t`, `\0`, `\\` and `\xNN` stand for one byte each; a backslash is `\\`."#,
      wrong: talk(#"> C:\dir"#), right: talk(#"> C:\\dir"#)),
    .unknownRoute: ExplainPage(
      title: "a test names a route that there is not",
      text: "The route of a test stands in the same file, or in one that is given together with it.",
      wrong: talk("> hello", route: "akc"), right: talk("> hello")),
    .testTwice: ExplainPage(
      title: "two tests of a file have one name",
      text: "A test is found again in reports by its file and its name, so each of a file has its own.",
      wrong: .ack(after: "tests:\n  - { name: a, talk: \"> a\" }\n  - { name: a, talk: \"> b\" }\n"),
      right: .ack(after: "tests:\n  - { name: a, talk: \"> a\" }\n  - { name: b, talk: \"> b\" }\n")),
  ]

  private static func talk(_ lines: String, route: String = "ack") -> ExplainPage.Example {
    let body = lines.split(separator: "\n").map { "      \($0)\n" }.joined()
    return .ack(after: "tests:\n  - name: hello\n    route: \(route)\n    talk: |\n\(body)")
  }
}
