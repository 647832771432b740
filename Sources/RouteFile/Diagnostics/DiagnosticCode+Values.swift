extension DiagnosticCode {
  /// GW206 to GW214: values with a grammar of their own.
  static let valuePages: [DiagnosticCode: ExplainPage] = [
    .badNumber: ExplainPage(
      title: "a value is no whole number, or out of range",
      text: """
        Numbers are decimal digits, without leading zeros, signs or exponents: `010`, `1e3` and `0o17` mean different \
        things to different readers of YAML, and nothing here.
        """,
      wrong: .acknowledging("limits: { connections: 1e3 }"), right: .acknowledging("limits: { connections: 1000 }")),
    .badDuration: ExplainPage(
      title: "a value is no duration",
      text: """
        A duration is a whole number and a unit: `500ms`, `30s`, `5m`, `1h`, up to `8760h`. A bare number is refused, \
        since half of all readers take it for milliseconds. `none` switches a timeout off.
        """,
      wrong: .acknowledging("timeouts: { idle: 30 }"), right: .acknowledging("timeouts: { idle: 30s }")),
    .badSize: ExplainPage(
      title: "a value is no size",
      text: """
        A size is a whole number and a binary unit: `512B`, `64KiB`, `10MiB`, up to `1GiB`. `KB` and `K` are refused, \
        since some mean 1000 by them and some 1024.
        """,
      wrong: .acknowledging("framing: { line: true, max: 1KB }"),
      right: .acknowledging("framing: { line: true, max: 1KiB }")),
    .badBoolean: ExplainPage(
      title: "a value is neither `true` nor `false`",
      text: "`yes`, `on` and `True` are booleans to some readers of YAML and text to others; here they are text.",
      wrong: .acknowledging("close: yes"), right: .acknowledging("close: true")),
    .badAddress: ExplainPage(
      title: "a value is no place to listen",
      text: """
        A place is an IP address and a port (`127.0.0.1:7000`, `"[::1]:7000"`), `localhost:7000` or `":7000"` for the \
        loopback interface, `"*:7000"` for all interfaces, or `unix:` and a path. Names are not resolved.
        """,
      wrong: .route("listen: 7000\nreply: \"ack:<line>\""), right: .route("listen: \":7000\"\nreply: \"ack:<line>\"")),
    .badBlock: ExplainPage(
      title: "a value is neither an address nor a block of addresses",
      text: """
        `allow` lists IP addresses (`192.0.2.7`, `"::1"`) and CIDR blocks (`10.0.0.0/8`). The bits behind the prefix \
        must be zero: `10.0.0.1/8` may have meant one address, or the whole block.
        """,
      wrong: .acknowledging("allow: [10.0.0.1/8]"), right: .acknowledging("allow: [10.0.0.0/8]")),
    .badMode: ExplainPage(
      title: "a value is no permission mode",
      text:
        "The mode of a unix socket is three octal digits, usually with a zero before them: `\"0660\"`. See chmod(1).",
      wrong: .route("listen: { unix: ack.sock, mode: rw }\nreply: \"ack:<line>\""),
      right: .route("listen: { unix: ack.sock, mode: \"0660\" }\nreply: \"ack:<line>\"")),
    .badMark: ExplainPage(
      title: "a value cannot mark where frames begin or end",
      text: """
        Delimiters, marks and trailers have at least one byte. Control characters are written as escapes in double \
        quotes (`"\\0"`, `"\\x1c\\r"`), and bytes beyond ASCII as `<0xNN>`.
        """,
      wrong: .acknowledging("framing: { delimiter: \"\" }"), right: .acknowledging("framing: { delimiter: \"\\0\" }")),
    .badName: ExplainPage(
      title: "a name cannot be used",
      text: """
        The name of a route becomes a metric label and a log field, and is typed on command lines: it has 1 to 64 \
        letters, digits, `_`, `-` and `.`, and so have the names of states, rule sets and tables. Variables and `let` \
        values, which stand in `<…>`, begin with a letter or `_` and have no `.` in their names.
        """,
      wrong: "routes:\n  \"my route\": { listen: 127.0.0.1:7000, reply: \"ack:<line>\" }\n",
      right: "routes:\n  my-route: { listen: 127.0.0.1:7000, reply: \"ack:<line>\" }\n"),
  ]
}
