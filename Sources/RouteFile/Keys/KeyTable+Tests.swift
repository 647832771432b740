extension KeyTable {
  package static let test = Section(
    "a test", "A conversation with one route, replayed in every chunking by `gateway test`.",
    [
      Test.name, Test.route, Test.talk,
      .later("upstream", "What stands in for the servers that frames are forwarded to."),
    ])

  package enum Test {
    static let name = Key(
      "name", .text, "What the test is called in reports.", required: true, examples: ["a session"])
    static let route = Key(
      "route", .text, "The route that is talked to; may be left out where the file has only one.",
      examples: ["ack"])
    static let talk = Key(
      "talk", .either([.text, .list(of: .either([.words(stepWords), .section(KeyTable.step)]))]),
      """
      The conversation: a transcript whose lines are frames (`> sent`, `< received`, `<~ pattern`), or a list of steps \
      in raw bytes.
      """, required: true, examples: ["\"> hello\\n< ack:hello\\n\"", "[{ send: \"a\\n\" }, { expect: \"ack:a\\n\" }]"])

    /// Steps without a value, in a transcript and in a list.
    static let stepWords = [
      Word("half_close", "Our side of the stream ends."),
      Word("closed", "The gateway ends its side of the stream, and nothing comes before that."),
      Word("reset", "The gateway resets the connection."),
    ]
  }

  package static let step = Section(
    "a step", "One thing that is sent, expected or waited for.", exactlyOneOf: Step.all, Step.all)

  package enum Step {
    static let send = Key(
      "send", .bytes, "Bytes to send, as they are; `<0xNN>` is one byte.", examples: ["\"a\\nb\\n\""])
    static let expect = Key(
      "expect", .bytes, "The bytes that come next; `<0xNN>` is one byte.", examples: ["\"ack:a\\nack:b\\n\""])
    static let expectMatch = Key(
      "expect_match", .text, "A pattern for all that has come by then.", examples: ["\"<id:hex>\\n\""])
    static let wait = Key("wait", .duration(orNone: false), "How much time passes.", examples: ["2s"])

    static let all = [send, expect, expectMatch, wait]
  }
}
