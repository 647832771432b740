extension KeyTable {
  package static let rule = Section(
    "a rule", "Which frames are answered, and what is done then.",
    [
      Rule.name, Rule.match, Rule.regex, Rule.when, Action.bindings,
      .later("forward", "An upstream that the frame is sent to."),
      Action.set, Action.delay, Action.reply, Action.log, Action.goto, Rule.close, Action.reset,
    ])

  package enum Rule {
    static let name = Key("name", .text, "The rule's metric label; unnamed rules are counted together.")
    static let match = Key(
      "match", .oneOrMore(of: .pattern),
      "The frames that the rule answers: a pattern of the whole frame, or a list of them; left out: every frame.",
      examples: ["\"UPPER <text>\"", "[QUIT, EXIT]"])
    static let regex = Key(
      "regex", .regularExpression,
      "In place of `match`: an RE2 expression, found anywhere in the frame; named groups capture.",
      examples: ["'^(?P<verb>GET|PUT) (?P<key>\\w+)'"])
    static let when = Key(
      "when", .map(of: .oneOrMore(of: .pattern)),
      "What else must hold: names of captures, variables or fields, with filters or without, and their patterns.",
      examples: ["{ shared.mode: busy }", "{ \"body|crc32\": \"<=wanted>\" }"])
    static let close = Key(
      "close", .boolean, "Whether the connection ends after the reply; left out: as the route's `close` says.")
  }

  package enum Action {
    static let bindings = Key(
      "let", .map(of: .template), "Names for values, in this rule and in the state that its `goto` leads to.",
      examples: ["{ sum: \"<a|add:<b>>\" }"])
    static let set = Key(
      "set", .map(of: .template), "Variables that get new values, one after the other: `x`, or `shared.x`.",
      examples: ["{ count: \"<count|add:1>\" }"])
    static let delay = Key(
      "delay", .duration(orNone: false), "How long the reply waits.", examples: ["500ms"])
    static let reply = Key(
      "reply", .oneOrMore(of: .either([.template, .section(KeyTable.reply)])),
      "What the peer is told; a list is one frame each.", examples: ["\"ack:<line>\"", "[\"one\", \"two\"]"])
    static let log = Key(
      "log", .template, "What is logged, escaped.", examples: ["\"user <user> has logged in\""])
    static let goto = Key("goto", .text, "The state in which the connection goes on.", examples: ["ready"])
    static let reset = Key(
      "reset", .boolean, "Whether the connection is reset: what is owed to the peer is lost.", default: "false")
  }

  package static let reply = Section(
    "a reply", "One frame with options of its own.", [Reply.text, Reply.framing, Reply.when])

  package enum Reply {
    static let text = Key("text", .template, "What the peer is told.", required: true, examples: ["\"<frame>\""])
    static let framing = Key(
      "framing",
      .either([
        .words(
          [
            Word("counted", "A payload whose length was announced: as it is, then the route's terminator, unchecked.")
          ] + KeyTable.Framings.words), .section(KeyTable.framing),
      ]), "How this frame is written; left out: as the route's `framing` says.", examples: ["dot", "counted"])
    static let when = Key(
      "when", Rule.when.type, "What must hold for this frame to be sent.", examples: Rule.when.examples)
  }

  package static let state = Section(
    "a state", "Rules that hold until a `goto` leads elsewhere.", [State.read, State.rules, State.use])

  package enum State {
    static let read = Key(
      "read", Route.framing.type,
      "How frames are read here; replies keep the route's framing. A template can say the size of `fixed`.",
      examples: ["{ fixed: \"<bytes>\", trailer: \"\\r\\n\" }"])
    static let rules = Key(
      "rules", Route.rules.type, "What answers which frame: the first rule that matches.",
      examples: Route.rules.examples)
    static let use = Key("use", Route.use.type, Route.use.summary, examples: Route.use.examples)
  }

  package static let timer = Section(
    "a timer", "Actions that the clock sets off, on every connection by itself.",
    exactlyOneOf: [Timer.every, Timer.after],
    [
      Timer.every, Timer.after, Action.bindings, Action.set, Action.reply, Action.log, Action.goto, Timer.close,
      Action.reset,
    ])

  package enum Timer {
    static let every = Key(
      "every", .duration(orNone: false), "Again and again, first when one interval has passed.", examples: ["30s"])
    static let after = Key(
      "after", .duration(orNone: false), "Once, counted from the beginning of the connection.", examples: ["5m"])
    static let close = Key("close", .boolean, "Whether the connection ends after the reply.", default: "false")
  }
}
