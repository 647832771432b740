import RouteFile
import Testing

/// What is wrong within templates and events, under the very characters.
struct WrongReplyTests {
  @Test(arguments: templates)
  func `C11: says what is wrong in a template, and where`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(route: wrong.snippet))
  }

  @Test(arguments: warnings + events)
  func `says what is wrong with a reply or an event, and where`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(route: wrong.snippet))
  }

  static let templates: [WrongCase] = [
    .init("reply: \"ack:<⟦lien⟧>\"", .unknownPlaceholder, suggests: "line", says: "known here: line, frame, peer.ip"),
    .init("reply: 'ack:<⟦lien⟧>'", .unknownPlaceholder, suggests: "line"),
    .init("reply: ack:<⟦lien⟧>", .unknownPlaceholder, suggests: "line"),
    .init("reply: \"\\t\\\"<⟦lien⟧>\"", .unknownPlaceholder, suggests: "line"),
    .init("reply: 'it''s é <⟦lien⟧>'", .unknownPlaceholder, suggests: "line"),
    .init("reply: |\n  one\n  ack:<⟦lien⟧>", .unknownPlaceholder, suggests: "line"),
    .init("reply: >\n  one\n  ack:<⟦lien⟧>", .unknownPlaceholder, suggests: "line"),
    .init("reply: [a, \"<⟦lien⟧>\"]", .unknownPlaceholder, suggests: "line"),
    .init("reply: \"<⟦banana⟧>\"", .unknownPlaceholder),
    .init("reply: \"<⟦upper⟧>\"", .unknownPlaceholder, says: "write `<line|upper>`"),
    .init("reply: \"<line|⟦uper⟧>\"", .unknownFilter, suggests: "upper"),
    .init("reply: \"<line⟦|⟧>\"", .unknownFilter, says: "missing"),
    .init("reply: \"a ⟦<⟧line\"", .unclosedPlaceholder, says: "`<lt>` writes a `<`"),
    .init("reply: \"<random:⟦6..1⟧>\"", .badPlaceholderArgument),
    .init("reply: \"<⟦0x1⟧>\"", .badPlaceholderArgument),
    .init("reply: \"<line|upper:⟦x⟧>\"", .badFilterArgument),
    .init("reply: \"<now:⟦%Q⟧>\"", .badPlaceholderArgument),
    .init("events: { idle: { reply: \"<⟦pear.ip⟧>\" } }", .unknownPlaceholder, suggests: "peer.ip"),
    .init("reply: { text: x, ⟦a⟧: b }", .unknownKey),
    .init("reply: [⟦[]⟧]", .wrongType),
  ]

  static let warnings: [WrongCase] = [
    .init("reply: ⟦uppercase⟧", .filterNameReply, suggests: "<line|upper>"),
    .init("reply: ⟦upper⟧", .filterNameReply, suggests: "<line|upper>"),
    .init("reply: [a, ⟦trim⟧]", .filterNameReply, suggests: "<line|trim>"),
    .init("reply: \"a ⟦<line|unhex>⟧\"", .mayHoldTerminator, says: "`\\n`"),
    .init("reply: \"⟦<line|oneline|unbase64>⟧\"", .mayHoldTerminator),
    .init("reply: \"⟦<line|crlf>⟧\"", .mayHoldTerminator),
    .init("framing: { delimiter: \";\" }\nreply: \"<n>⟦<n|u16>⟧\"", .mayHoldTerminator),
    .init("framing: crlf\nreply: \"a⟦\\r\\n⟧\"", .typedTerminator, says: "`\\r\\n`"),
    .init("reply: \"a⟦\\r\\n⟧b\"", .typedTerminator),
    .init("framing: { delimiter: \";\" }\nreply: ok⟦;⟧", .typedTerminator),
    .init("events: { connect: { reply: \"<⟦line⟧>\" } }", .frameInEvent),
    .init("events: { connect: { reply: \"<⟦frame⟧|upper>\" } }", .frameInEvent),
  ]

  private static func twoStates(_ read: String) -> String {
    "states:\n  first: { rules: [{ goto: second }] }\n  second: { read: \(read), rules: [{ goto: first }] }"
  }

  static let events: [WrongCase] = [
    .init("events: { oversize: ⟦too long⟧ }", .wrongType, says: "write `oversize: { reply: \"too long\" }`"),
    .init("events: { connect: { ⟦continue⟧: true } }", .cannotContinue),
    .init("events: { shutdown: { ⟦continue⟧: true } }", .cannotContinue),
    .init("events: { shutdown: { close: ⟦false⟧ } }", .cannotContinue),
    .init("events: { idle: { close: ⟦false⟧ } }", .cannotContinue, says: "`continue: true`"),
    .init("events: { idle: { close: true, ⟦continue⟧: true } }", .conflictingKeys),
    .init("framing: netstring\nevents: { bad_frame: { ⟦continue⟧: true } }", .cannotContinue, says: "boundary"),
    .init("framing: eof\nevents: { oversize: { ⟦continue⟧: true } }", .cannotContinue),
    .init(
      "events: { bad_frame: { ⟦continue⟧: true } }\n" + twoStates("{ fixed: 4, trailer: \";\" }"), .stopsInSomeStates,
      says: "`second`"),
    .init("events: { bad_frame: { ⟦goto⟧: first } }\n" + twoStates("netstring"), .stopsInSomeStates),
    .init(
      "events: { bad_frame: { ⟦goto⟧: first } }\n"
        + twoStates("netstring").replacing("rules: [{ goto: second }]", with: "read: resp, rules: [{ goto: second }]"),
      .cannotContinue, says: "boundary"),
  ]

  @Test(arguments: ["dot", "{ fixed: 4 }", "crlf"])
  func `says nothing of an event after which every state goes on`(_ read: String) {
    let lines = "framing: crlf\nevents: { bad_frame: { continue: true } }\n" + Self.twoStates(read)
    #expect(MarkedText(route: lines).load().diagnostics.map(\.code) == [])
  }

  @Test(arguments: [
    "reply: \"<line|unhex|oneline>\"", "framing: netstring\nreply: \"<line|unhex>\"", "reply: \"UPPER\"",
    "reply: \"<line|unhex|hex>\"", "framing: { delimiter: \";\" }\nreply: \"<line|crlf>\"",
    "framing: { delimiter: \";\" }\nreply: a;b", "reply: 'a\\r\\nb'", "reply: \"a\\nb\"",
    "framing: eof\nreply: \"<frame>\\r\\n\"", "events: { connect: { reply: \"<peer.ip>\" } }",
    "framing: netstring\nevents: { oversize: { continue: true } }", "events: { shutdown: { close: true } }",
    "reply: 5", "reply: no", "reply: \"\"", "reply: \"a < b <34> <<line>>\"",
  ])
  func `has nothing to say about what is right`(_ lines: String) {
    let result = MarkedText(route: lines).load()
    #expect(result.diagnostics == [])
    #expect(result.plan != nil)
  }
}
