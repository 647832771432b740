import RouteFile
import Routing
import Testing

/// What a file says of its tests, and what can be wrong with that.
struct TestCaseTests {
  private static let routes = """
    routes:
      ack: { listen: 127.0.0.1:7000, reply: "ack:<line>" }
      shell: { listen: 127.0.0.1:7001, reply: "<line>" }

    """

  private func load(_ tests: String) -> LoadResult { MarkedText(Self.routes + tests).load() }

  @Test func `reads a transcript, each step with its place`() throws {
    let plan = try #require(
      load(
        """
        tests:
          - name: a session
            route: shell
            talk: |
              > one\\r\\n
              # a comment
              <
              wait 2s
              half_close
              closed
        """
      ).plan)
    let test = try #require(plan.tests.first)
    #expect(test.name == "a session")
    #expect(test.route == 1)
    #expect(test.place.description == "routes.yaml:5:11")
    #expect(
      test.steps.map(\.action.summary) == ["> one\\r\\n", "< ", "wait 2.0 seconds", "half_close", "closed"])
    #expect(test.steps.map(\.place.line) == [8, 10, 11, 12, 13])
    #expect(test.steps.map(\.place.column) == [7, 7, 7, 7, 7])
    let text = Array((Self.routes + "").utf8)
    #expect(test.steps.allSatisfy { $0.source.form == .line && $0.source.range.lowerBound > text.count })
  }

  @Test func `reads a list of steps in raw bytes`() throws {
    let plan = try #require(
      load(
        """
        tests:
          - name: bytes
            route: ack
            talk:
              - send: "a\\n<0xff>"
              - expect: "ack:a\\n"
              - wait: 250ms
              - half_close
              - closed
        """
      ).plan)
    let test = try #require(plan.tests.first)
    #expect(
      test.steps.map(\.action.summary) == [
        "send [97, 10, 255]", "expect [97, 99, 107, 58, 97, 10]", "wait 0.25 seconds", "half_close", "closed",
      ])
    #expect(test.steps.map(\.source.form) == [.scalar, .scalar, .scalar, .scalar, .scalar])
  }

  @Test func `takes the only route of a file where a test names none`() throws {
    let text = "routes: { a: { listen: \":7000\", reply: ok } }\ntests: [{ name: t, talk: \"> a\" }]\n"
    #expect(try #require(MarkedText(text).load().plan).tests.map(\.route) == [0])
  }

  @Test(arguments: wrong)
  func `says what is wrong with a test, and where`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(Self.routes + "tests:\n" + wrong.snippet))
  }

  private static let wrong: [WrongCase] = [
    .init("  - { name: t, route: ⟦akc⟧, talk: \"> a\" }", .unknownRoute, suggests: "ack", says: "routes: ack, shell"),
    .init("  - ⟦{ name: t, talk: \"> a\" }⟧", .missingKey, says: "`route`"),
    .init("  - ⟦{ route: ack, talk: \"> a\" }⟧", .missingKey, says: "`name`"),
    .init(
      "  - { name: t, route: ack, talk: \"> a\" }\n  - { name: ⟦t⟧, route: ack, talk: \"> a\" }", .testTwice,
      says: "routes.yaml:5:13"),
    .init("  - { name: t, route: ack, ⟦rout⟧: a, talk: \"> a\" }", .unknownKey, suggests: "route"),
    .init("  - { name: t, route: ack, talk: ⟦[]⟧ }", .emptyList),
    .init("  - { name: t, route: ack, talk: ⟦\"\"⟧ }", .badStep, says: "nothing"),
    .init("  - { name: t, route: ack, talk: ⟦{ send: a }⟧ }", .wrongType),
    .init("  - { name: t, route: ack, talk: [⟦clsoed⟧] }", .badStep, suggests: "closed"),
    .init("  - { name: t, route: ack, talk: [{ send: a, ⟦expect⟧: b }] }", .conflictingKeys, says: "begin each step"),
    .init("  - { name: t, route: ack, talk: [{ ⟦sned⟧: a }] }", .unknownKey, suggests: "send"),
    .init("  - { name: t, route: ack, talk: [{ wait: ⟦2⟧ }] }", .badDuration, suggests: "2s"),
    .init("  - name: t\n    route: ack\n    talk: |\n      > a\n      ⟦ack:a⟧", .badStep, says: "`> sent`"),
    .init("  - name: t\n    route: ack\n    talk: |\n      > a\n      ⟦<a⟧ck", .badStep, says: "write `< …`"),
    .init("  - name: t\n    route: ack\n    talk: |\n      > a\n      < a⟦\\q⟧b", .badEscape, says: "escapes"),
    .init("  - name: t\n    route: ack\n    talk: |\n      > a\n      wait ⟦2 s⟧", .badDuration, suggests: "2s"),
    .init("  - { name: t, route: ack, talk: \"> a\\n⟦nonsense⟧\" }", .badStep),
    .init("  - name: t\n    route: ack\n    talk: |\n      > a\n      <~ a\\t⟦<⟧b", .unclosedPlaceholder),
    .init("  - { name: t, route: ack, talk: [{ expect_match: \"a\\t⟦<⟧b\" }] }", .unclosedPlaceholder),
  ]
}

extension TestCase.Action {
  fileprivate var summary: String {
    switch self {
    case .send(let bytes): "send \(bytes)"
    case .sendFrame(let text): "> \(EscapedText.render(text))"
    case .expect(let bytes): "expect \(bytes)"
    case .expectFrame(let text): "< \(EscapedText.render(text))"
    case .expectMatch: "expect_match"
    case .expectFrameMatch: "<~"
    case .halfClose: "half_close"
    case .closed: "closed"
    case .reset: "reset"
    case .wait(let duration): "wait \(duration)"
    }
  }
}
