extension DiagnosticCode {
  /// GW008 to GW018: what YAML can write down and a route file may not hold.
  static let structurePages: [DiagnosticCode: ExplainPage] = limitPages.merging(aliasPages) { first, _ in first }
    .merging(mappingPages) { first, _ in first }

  private static let limitPages: [DiagnosticCode: ExplainPage] = [
    .tooDeep: ExplainPage(
      title: "lists and mappings are nested too deep",
      text:
        "No key needs more than a few levels. The limit of \(LoaderLimits.depth) keeps a hostile file from costing memory.",
      wrong: .init(
        shown: "x-notes: [[[[ (and so on, 100 deep) ]]]]\n",
        bytes: [UInt8](("x-notes: " + nested("[", "]", 100) + "\n" + ExplainPage.smallest).utf8)),
      right: .ack(after: "x-notes: [[[[ ]]]]\n")),
    .tooManyNodes: ExplainPage(
      title: "the file has too many values",
      text: """
        Every text, list and mapping counts, keys too, and what an alias stands for counts each time it is used: a few \
        lines of aliases can stand for billions. The limit is \(LoaderLimits.nodes). Split the file: `gateway serve` \
        takes several.
        """,
      wrong: .init(
        shown: "x-notes: [a, a, a (and so on, \(LoaderLimits.nodes) times) ]\n",
        bytes: [UInt8](
          ("x-notes: [" + String(repeating: "a,", count: LoaderLimits.nodes) + "]\n" + ExplainPage.smallest).utf8)),
      right: .ack(after: "x-notes: [a, a, a]\n")),
  ]

  private static func nested(_ open: String, _ close: String, _ depth: Int) -> String {
    String(repeating: open, count: depth) + String(repeating: close, count: depth)
  }

  private static let aliasPages: [DiagnosticCode: ExplainPage] = [
    .aliasRefused: ExplainPage(
      title: "an alias is used where none may be",
      text: """
        Aliases stand for values, and only for those anchored inside a top-level key that begins with `x-`: what is \
        shared then has a place of its own, and changing a route changes no other.
        """,
      wrong: """
        routes:
          ack:
            listen: 127.0.0.1:7000
            timeouts: &slow { idle: 10m }
            reply: "ack:<line>"
          echo:
            listen: 127.0.0.1:7001
            timeouts: *slow
            reply: "<line>"

        """,
      right: """
        x-slow: &slow { idle: 10m }
        routes:
          ack:
            listen: 127.0.0.1:7000
            timeouts: *slow
            reply: "ack:<line>"
          echo:
            listen: 127.0.0.1:7001
            timeouts: *slow
            reply: "<line>"

        """),
    .unknownAnchor: ExplainPage(
      title: "an alias names no anchor",
      text:
        "The anchor, `&name`, must stand before its alias, `*name`. A text that begins with `*` is written in quotes.",
      wrong: .route("reply: *ack"), right: .ack()),
    .selfReference: ExplainPage(
      title: "an alias stands inside of what it names",
      text: "Such a value would contain itself, and never end.",
      wrong: .ack(after: "x-loop: &loop [ a, *loop ]\n"),
      right: .ack(after: "x-loop: &loop [ a, b ]\n")),
    .duplicateAnchor: ExplainPage(
      title: "two anchors have one name",
      text: "YAML lets the later one win for the aliases after it. Here a name means one thing in the whole file.",
      wrong: .ack(after: "x-one: &note a\nx-two: &note b\n"),
      right: .ack(after: "x-one: &one a\nx-two: &two b\n")),
  ]

  private static let mappingPages: [DiagnosticCode: ExplainPage] = [
    .mergeKey: ExplainPage(
      title: "a merge key is used",
      text: """
        `<<` is an extension that YAML 1.2 dropped, and tools differ on what it overrides. What all routes share goes \
        under `defaults`; a whole value can be shared by an alias of an `x-` anchor.
        """,
      wrong: .init("x-shared: &shared { framing: crlf }\n" + ExplainPage.smallest + "    <<: *shared\n"),
      right: .ack(after: "defaults:\n  framing: crlf\n")),
    .duplicateKey: ExplainPage(
      title: "a key is written twice",
      text: "Most YAML readers silently keep the last. Here it is an error that names both lines.",
      wrong: .init(ExplainPage.smallest + "    listen: 127.0.0.1:7001\n"), right: .ack()),
    .keyNotScalar: ExplainPage(
      title: "a key is a list or a mapping",
      text: "YAML allows any value as a key. Keys of route files are texts.",
      wrong: "routes:\n  [ack, echo]:\n    listen: 127.0.0.1:7000\n    reply: \"ack:<line>\"\n",
      right: .ack()),
    .tagRefused: ExplainPage(
      title: "a value has a tag",
      text: """
        `!!binary`, `!include` and the like tell a YAML reader the type of a value. Here each key knows the type of its \
        own, and a text is the text that is written.
        """,
      wrong: .route("reply: !!str \"ack:<line>\""), right: .ack()),
    .directiveRefused: ExplainPage(
      title: "the file has a YAML directive",
      text: "`%YAML` and `%TAG` lines before the document change how tags are read, and tags are not read at all.",
      wrong: .ack(after: "%YAML 1.2\n---\n"), right: .ack()),
  ]
}
