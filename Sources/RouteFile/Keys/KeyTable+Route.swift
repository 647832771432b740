extension KeyTable {
  package static let route = Section(
    "a route", "A place to listen, and what is answered there.",
    exactlyOneOf: [Route.reply, Route.rules, Route.states],
    [
      Route.listen, Route.allow, Route.framing, Route.reply, Route.rules, Route.states, Route.start, Route.rulesets,
      Route.use, Route.close, Route.ignoreCase, Route.vars, Route.shared, Route.events, Route.timers, Route.limits,
      Route.timeouts, Route.foreign, Route.telnet,
      .later("forward", "An upstream that every frame is forwarded to."),
      .later("tls", "Certificates of a route that speaks TLS."),
      .later("proxy_protocol", "Whether a PROXY header comes first."),
    ])

  package enum Route {
    static let listen = Key(
      "listen", .oneOrMore(of: .either([.address, .section(KeyTable.socket)])),
      "Where the route listens: an address, a unix socket, or a list of them; port 0 takes a free one.",
      required: true,
      examples: ["127.0.0.1:7000", "\"[::1]:7000\"", "localhost:7000", "\":7000\"", "\"*:7000\"", "unix:/run/x.sock"])
    static let allow = Key(
      "allow", .oneOrMore(of: .block),
      "The addresses and CIDR blocks that may connect; left out: everybody. Peers of a unix socket always may.",
      examples: ["[127.0.0.0/8, \"::1\"]"])
    static let framing = Key(
      "framing", .either([.words(KeyTable.Framings.words), .section(KeyTable.framing)]),
      "How bytes become frames and frames become bytes.", default: "line",
      examples: ["crlf", "{ delimiter: \";\", max: 1KiB }"])
    static let reply = Key(
      "reply", Action.reply.type,
      "What answers every frame; a list is one frame each. Short for one rule without a match.",
      examples: ["\"ack:<line>\"", "\"<line|upper>\""])
    static let rules = Key(
      "rules", .list(of: .section(KeyTable.rule)), "What answers which frame: the first rule that matches.",
      examples: ["[{ match: PING, reply: PONG }, { reply: \"ERR unknown\" }]"])
    static let states = Key(
      "states", .named(KeyTable.state), "Names of states, each with rules of its own; `goto` leads from one to another."
    )
    static let start = Key("start", .text, "The state in which a connection begins; left out: the first.")
    static let rulesets = Key(
      "rulesets", File.rulesets.type, "Named lists of rules, for the `use` of this route.",
      examples: File.rulesets.examples)
    static let use = Key(
      "use", .oneOrMore(of: .text), "The rule sets whose rules come before the catch-all rule.",
      examples: ["[common]"])
    static let ignoreCase = Key(
      "ignore_case", .boolean, "Whether patterns match ASCII letters of either case; captures keep the peer's bytes.",
      default: "false")
    static let vars = Key(
      "vars", .map(of: .template), "Variables of a connection, and their first values, filled in at connect.",
      examples: ["{ count: 0 }"])
    static let shared = Key(
      "shared", .map(of: .text), "Variables that all connections of the route share, as `<shared.x>`.",
      examples: ["{ total: 0 }"])
    static let timers = Key(
      "timers", .list(of: .section(KeyTable.timer)),
      "What is done every so often, or after a while, on each connection.",
      examples: ["[{ every: 30s, reply: \"tick\" }]"])
    static let telnet = Key(
      "telnet", .boolean, "Whether telnet commands are stripped and refused (RFC 854).", default: "false")
    static let close = Key(
      "close", .boolean,
      "Whether every rule without a `goto` ends the connection after its reply: one request, one connection.",
      default: "false")
    static let events = Key(
      "events", .section(KeyTable.events), "What a connection says when something happens that is no frame.")
    static let limits = Key("limits", .section(KeyTable.limits), "How much of everything there may be.")
    static let timeouts = Key("timeouts", .section(KeyTable.timeouts), "How long everything may take.")
    static let foreign = Key(
      "foreign",
      .words([
        Word("refuse", "Closed with nothing reflected."), Word("allow", "A frame like any other."),
      ]),
      "What becomes of an HTTP request or a TLS hello as the first frame; left out: refused on `line`, `crlf` and "
        + "`delimiter`, allowed elsewhere.")
  }

  package static let socket = Section(
    "a unix socket", "A socket in the file system.", [Socket.unix, Socket.mode, Socket.group])

  package enum Socket {
    static let unix = Key(
      "unix", .path, "The path of the socket, at most 107 bytes.", required: true, examples: ["/run/x.sock"])
    static let mode = Key(
      "mode", .mode, "Who may connect, as file permissions.", default: "\"0600\"", examples: ["\"0660\""])
    static let group = Key("group", .text, "The group that owns the socket.", examples: ["mail"])
  }
}
