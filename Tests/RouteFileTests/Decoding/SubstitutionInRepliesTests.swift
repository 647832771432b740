import RouteFile
import Routing
import Testing

/// What `${…}` brings into a value is text: nothing in it is read as a template.
struct SubstitutionInRepliesTests {
  private func reply(_ template: String, _ value: String) throws -> [Template.Part] {
    let result = MarkedText(route: "reply: \(template)").load(environment: ["X": value])
    let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
    #expect(result.diagnostics == [])
    return try #require(plan.routes.first?.states.first?.rules.first?.actions.replies.first).template.parts
  }

  @Test(arguments: ["<line>", "${Y}", "%s", "\\n", "<", "<lt>", "<0x41>", "a: [b", "<unknown>", "<line|upper>"])
  func `C10: what it brings in is not read as a template`(_ value: String) throws {
    #expect(try reply("\"a${X}b\"", value) == [.text(Array("a\(value)b".utf8))])
  }

  @Test(arguments: ["line>", "lt>", "0x41>", "=x>", "1|u8>"])
  func `C10: the author's own angle bracket before it opens nothing`(_ value: String) throws {
    #expect(try reply("\"<${X}\"", value) == [.text(Array("<\(value)".utf8))])
  }

  @Test func `C10: values of the author stand beside it`() throws {
    #expect(
      try reply("\"${X}<line>${X}\"", "<n>") == [
        .text(Array("<n>".utf8)), .value(.frame, filters: []), .text(Array("<n>".utf8)),
      ])
  }

  @Test func `C16: a newline in it separates frames as one of the author's own does`() throws {
    #expect(try reply("\"${X}\"", "a\nb") == [.text(Array("a\nb".utf8))])
  }

  @Test(arguments: [
    WrongCase("reply: \"<now:⟦${X}⟧>\"", .substitutionInPlaceholder, says: "what it brings in is text"),
    WrongCase("reply: \"a${X}b<⟦lien⟧>\"", .unknownPlaceholder, suggests: "line"),
    WrongCase("listen: 127.0.0.1:⟦${X}⟧", .badAddress, says: "found `<n>`"),
    WrongCase("limits: { connections: ⟦\"${X}\"⟧ }", .badNumber),
    WrongCase("reply: \"⟦${Y}⟧\"", .unsetVariable),
    WrongCase("listen: ⟦${Y}⟧", .unsetVariable),
  ])
  func `C16: what is wrong with it is said at its place`(_ wrong: WrongCase) throws {
    try wrong.check(MarkedText(route: wrong.snippet), environment: ["X": "<n>"])
  }
}
