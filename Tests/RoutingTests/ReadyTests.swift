import Framing
import Testing

@testable import Routing

/// Which answers are known without asking a rule.
struct ReadyTests {
  private static func rule(
    _ patterns: [String], _ actions: Actions, when: [Condition] = [], ignoresCase: Bool = false
  ) throws -> Rule {
    var names = Names()
    let compiled = try patterns.map {
      try #require(Pattern.compile(Array($0.utf8), ignoreCase: ignoresCase, names: &names).pattern)
    }
    return Rule(match: .patterns(compiled), conditions: when, actions: actions)
  }

  private static func text(_ text: String) -> Template { Template(parts: [.text(Array(text.utf8))]) }

  private static func says(_ text: String) -> Actions { Actions(reply: [Self.text(text)]) }

  private static func ready(
    _ rules: [Rule], read: Framing.Kind = .line(reply: .lf), limit: Int = 100, telnet: Bool = false
  ) -> ReadyReplies? {
    State(read: Framing(read), rules: rules)
      .readyReplies(FrameEncoder(Framing(read)), limit: limit, telnet: telnet)
  }

  /// What the frames are answered, up to the first that a rule must be asked about.
  private static func answers(_ input: String, _ ready: ReadyReplies?) throws -> String {
    let ready = try #require(ready)
    var decoder = FrameDecoder(Framing(.line(reply: .lf)))
    var inbox = ByteBuffer()
    var outbox = Outbox()
    var matches = [0, 0, 0, 0]
    inbox.append(Array(input.utf8))
    _ = decoder.answer(&inbox, by: ready, into: &outbox, room: .max, matches: &matches, from: 0)
    return outbox.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
  }

  @Test func `a text with replies of nothing but text, in any alternative of a rule`() throws {
    let ready = Self.ready([
      try Self.rule(["A <x>", "B", "C"], Actions(reply: [Self.text("one"), Self.text("two")])),
      try Self.rule(["D"], Actions()), try Self.rule(["B"], Self.says("never")),
    ])
    #expect(try Self.answers("B\nC\nD\nA 1\nB\n", ready) == "one\ntwo\none\ntwo\n")
  }

  @Test func `letters in any case where the route says so`() throws {
    let rules = [try Self.rule(["quit"], Self.says("bye"), ignoresCase: true)]
    #expect(try Self.answers("QuIt\nquits\n", Self.ready(rules)) == "bye\n")
  }

  @Test func `not where an earlier rule might take the text`() throws {
    let any = try Self.rule(["<x>"], Self.says("any"))
    #expect(Self.ready([any, try Self.rule(["B"], Self.says("b"))]) == nil)
    #expect(Self.ready([try Self.rule(["B"], Self.says("b")), any]) != nil)
  }

  private static let others: [Actions] = [
    Actions(bindings: [.init(slot: 0, value: text("a"))]), Actions(assignments: [.init(.variable(0), text("a"))]),
    Actions(delay: .seconds(1)), Actions(log: text("a")), Actions(ending: .close), Actions(ending: .reset),
    Actions(ending: .goto(.init(state: 0))), Actions(reply: [Template(parts: [.value(.frame, filters: [])])]),
    Actions(reply: [Template(parts: [.value(.now, filters: [])])]),
    Actions(replies: [Reply(text("a"), wrapping: .counted)]),
    Actions(replies: [Reply(text("a"), conditions: [Condition(value: text("a"), patterns: [])])]),
    says(String(repeating: "x", count: 101)),
  ]

  @Test(arguments: others.indices) func `not where a rule does more`(index: Int) throws {
    #expect(Self.ready([try Self.rule(["A"], Self.others[index])]) == nil)
  }

  @Test func `not where something else must hold`() throws {
    let condition = Condition(value: Self.text("a"), patterns: [])
    #expect(Self.ready([try Self.rule(["A"], Self.says("a"), when: [condition])]) == nil)
  }

  @Test(arguments: [
    (Framing.Kind.resp, "A", true), (.resp, "A  B", false), (.dot, "A", false), (.http, "A", false), (.raw, "A", true),
  ])
  func `not where the framing does not hand on the text as it came`(
    kind: Framing.Kind, text: String, isReady: Bool
  ) throws {
    #expect((Self.ready([try Self.rule([text], Self.says("a"))], read: kind) != nil) == isReady)
  }

  @Test(arguments: [(true, true), (false, false)])
  func `not where telnet doubles a byte of it`(telnet: Bool, isNil: Bool) throws {
    let actions = Actions(reply: [Template(parts: [.text([0xff])])])
    #expect((Self.ready([try Self.rule(["A"], actions)], telnet: telnet) == nil) == isNil)
  }
}
