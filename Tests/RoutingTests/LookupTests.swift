import Routing
import Testing

struct LookupTests {
  @Test(arguments: [
    ("<line|lookup:prices>", "tea", "3"), ("<line|lookup:prices>", "TEA", ""),
    ("<line|lower|lookup:prices>", "TEA", "3"),
    ("<line|lookup:prices|default:none>", "", "none"), ("<line|lookup:prices|add:1>", "tea", "4"),
  ])
  func `shows what a table holds`(template: String, line: String, expected: String) throws {
    #expect(try text(template, FixedScope(line)) == expected)
  }

  @Test(arguments: [
    ("<line|lookup:price>", "price", Template.ArgumentFault.unknownTable(known: ["prices"])),
    ("<line|lookup>", "lookup", .missing("TABLE")), ("<line|lookup:>", "lookup", .empty),
    ("<line|lookup:<line>>", "<line>", .notConstant),
  ])
  func `points at a table that does not exist`(
    template: String, shown: String, why: Template.ArgumentFault
  ) throws {
    let problem = try #require(problems(template).first)
    #expect(problem.shown == shown)
    guard case .badFilterArgument("lookup", _, let found) = problem.kind else {
      Issue.record("\(problem.kind)")
      return
    }
    #expect(found == why)
  }

  @Test func `keeps the text of a template beside what makes it equal to another`() throws {
    let (one, other) = ("<line|upper>", "<line|uppercase>")
    let templates = try [one, other].map {
      try #require(Template.compile(Array($0.utf8), newline: .verbatim).template)
    }
    #expect(templates[0] == templates[1])
    #expect(templates.map(\.text) == [Array(one.utf8), Array(other.utf8)])
  }
}
