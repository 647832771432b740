extension DiagnosticCode {
  /// GW001 to GW007: the text of a file, before it has a structure.
  static let readingPages: [DiagnosticCode: ExplainPage] = [
    .emptyFile: ExplainPage(
      title: "the file has no content",
      text: """
        A route file needs at least one route. An empty file, or one of comments alone, is more often a mistake of the \
        deployment, such as a mount that did not happen, than a wish to serve nothing.
        """,
      wrong: "# routes:\n#   ack:\n", right: .ack()),
    .notUTF8: ExplainPage(
      title: "the file is not UTF-8",
      text: """
        Route files are UTF-8; a byte-order mark at the start is skipped. The bytes of a reply may be any: write those \
        that are not text as `<0xNN>`. In double quotes `\\xe9` is the character U+00E9, which is two bytes.
        """,
      wrong: .init(
        shown: "routes:\n  ack:\n    listen: 127.0.0.1:7000\n    reply: \"(the byte 0xe9)<line>\"\n",
        bytes: [UInt8]("routes:\n  ack:\n    listen: 127.0.0.1:7000\n    reply: \"".utf8) + [0xE9]
          + [UInt8]("<line>\"\n".utf8)),
      right: .route("reply: \"<0xe9><line>\"")),
    .controlCharacter: ExplainPage(
      title: "the file contains a character that YAML does not allow",
      text: """
        Tab, line feed and carriage return are the only control characters that may stand in a file. Others are \
        written as escapes in double quotes (`\\0`, `\\e`, `\\x07`), or as `<0xNN>` in a reply.
        """,
      wrong: .init(
        shown: "routes:\n  ack:\n    listen: 127.0.0.1:7000\n    reply: \"(the byte 0x07)<line>\"\n",
        bytes: [UInt8]("routes:\n  ack:\n    listen: 127.0.0.1:7000\n    reply: \"\u{07}<line>\"\n".utf8)),
      right: .route("reply: \"\\a<line>\"")),
    .tabIndent: ExplainPage(
      title: "a tab is used for indentation",
      text: "YAML counts columns to know what belongs to what, and a tab has no agreed width. Indent with spaces.",
      wrong: "routes:\n\tack:\n\t\tlisten: 127.0.0.1:7000\n\t\treply: \"ack:<line>\"\n", right: .ack()),
    .secondDocument: ExplainPage(
      title: "the file has more than one document",
      text: """
        `---` on a line of its own starts another document. Only one is read, so the rest would be ignored without a \
        word. Several files are given as several arguments.
        """,
      wrong: .init(ExplainPage.smallest + "---\n" + ExplainPage.smallest), right: .ack()),
    .yamlSyntax: ExplainPage(
      title: "the file is not YAML",
      text: """
        The usual causes: a text that contains `: ` or ` #`, or begins with one of `[]{}&*!|>'"%@` or a backquote, \
        without quotes; keys of one mapping in different columns; a quote or a bracket that is never closed.
        """,
      wrong: .route("reply: ack: <line>"),
      right: .route("reply: \"ack: <line>\"")),
    .unquotedAddress: ExplainPage(
      title: "a listen address is not quoted",
      text: """
        Outside of quotes YAML takes `*` for an alias and `[` for the start of a list. The addresses `"*:7000"` and \
        `"[::1]:7000"` are written in quotes.
        """,
      wrong: .acknowledging("listen: *:7000"),
      right: .acknowledging("listen: \"*:7000\"")),
  ]
}
