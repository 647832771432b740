extension DiagnosticCode {
  /// GW020 to GW022: `${NAME}`.
  static let variablePages: [DiagnosticCode: ExplainPage] = [
    .unsetVariable: ExplainPage(
      title: "an environment variable is not set",
      text: """
        `${NAME}` is filled in from the environment of the process when the file is read. `${NAME:-default}` has a \
        default, which also replaces an empty value. What comes in is text: `<line>` in a variable is those six \
        characters. `$${` writes the two characters `${` themselves.
        """,
      wrong: .acknowledging("listen: 127.0.0.1:${PORT}"),
      right: .acknowledging("listen: 127.0.0.1:${PORT:-7000}")),
    .badSubstitution: ExplainPage(
      title: "`${` is not followed by a name and `}`",
      text: """
        Only `${NAME}` and `${NAME:-default}` are filled in, and the default ends at the first `}`. A name is of \
        letters, digits and `_`, and does not begin with a digit. The shell's other forms are not read.
        """,
      wrong: .route("reply: \"${}<line>\""),
      right: .route("reply: \"$${}<line>\"")),
    .substitutionTooLarge: ExplainPage(
      title: "environment variables bring in too much",
      text: """
        All of a file's `${…}` together bring in at most \(LoaderLimits.substitutedBytes) bytes, as much as the file \
        itself may have: a long variable used often would otherwise fill the memory.
        """,
      wrong: .init(
        shown: "x-notes: \"${LONG} (and so on, 20000 times)\"\n",
        bytes: [UInt8]("x-notes: \"\(String(repeating: "${LONG}", count: 20_000))\"\n\(ExplainPage.smallest)".utf8)),
      right: .ack(after: "x-notes: \"${LONG}\"\n"),
      environment: ["LONG": "sixty characters, which would do no harm if they came in once"]),
  ]
}
