extension KeyTable {
  package static let route = Section(
    "a route", "A place to listen, and what is answered there.", exactlyOneOf: [Route.reply, Route.rules],
    [
      Route.listen, Route.allow, Route.framing, Route.reply, Route.rules, Route.close, Route.events, Route.limits,
      Route.timeouts, Route.foreign,
      .later("forward", "An upstream that every frame is forwarded to."),
      .later("states", "Names of states, each with rules of its own."),
      .later("start", "The state in which a connection begins."),
      .later("rulesets", "Named lists of rules."),
      .later("use", "Rule sets that come before the catch-all rule."),
      .later("vars", "Variables of a connection and their first values."),
      .later("shared", "Variables that all connections of the route share."),
      .later("timers", "What is done every so often, or after a while."),
      .later("ignore_case", "Whether patterns match letters of either case."),
      .later("telnet", "Whether telnet commands are stripped and refused."),
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
      "reply", .oneOrMore(of: .template),
      "What answers every frame; a list is one frame each. Short for one rule without a match.",
      examples: ["\"ack:<line>\"", "\"<line|upper>\""])
    static let rules = Key(
      "rules", .list(of: .section(KeyTable.rule)),
      "What answers which frame, in order; in this version one rule without a match.")
    static let close = Key(
      "close", .boolean, "Whether a connection ends after its first reply: one request, one connection.",
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

  package static let rule = Section(
    "a rule", "What is done with a frame.",
    [
      Rule.name, Route.reply, Rule.close,
      .later("match", "The pattern of the frames that the rule answers."),
      .later("regex", "A regular expression in place of a pattern."),
      .later("when", "What else must hold."),
      .later("let", "Names for values, for this rule alone."),
      .later("forward", "An upstream that the frame is sent to."),
      .later("set", "Variables that get new values."),
      .later("delay", "How long the reply waits."),
      .later("log", "What is logged."),
      .later("goto", "The state the connection goes to."),
      .later("reset", "Whether the connection is reset."),
    ])

  package enum Rule {
    static let name = Key("name", .text, "The rule's metric label; unnamed rules are counted together.")
    static let close = Key(
      "close", .boolean, "Whether the connection ends after the reply; left out: as the route's `close` says.")
  }
}
