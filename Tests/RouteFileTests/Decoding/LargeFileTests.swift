import RouteFile
import Routing
import Testing

/// The effort grows with the file, not faster: a hostile file may be large, but not slow. What is not linear in here
/// takes minutes.
@Suite(.timeLimit(.minutes(1)))
struct LargeFileTests {
  private func load(_ text: String) -> LoadResult {
    RouteFileLoader.load(sources: [SourceFile(name: "routes.yaml", text: text)], environment: [:])
  }

  @Test func `ten thousand routes are a plan`() throws {
    let routes = (0..<10_000).map { "  r\($0): { listen: \"127.0.0.1:\($0 + 1)\", reply: \"ack:<line>\" }\n" }
    let result = load("routes:\n" + routes.joined())
    #expect(result.diagnostics == [])
    #expect(result.plan?.routes.count == 10_000)
  }

  @Test func `of ten thousand problems the first thousand are kept`() {
    let routes = (0..<10_000).map { "  r\($0): { listen: \"*:7000\", reply: ok }\n" }
    let result = load("routes:\n" + routes.joined())
    #expect(result.diagnostics.count == LoaderLimits.diagnostics)
    #expect(result.plan == nil)
  }

  @Test func `C09: twenty thousand unknown keys in one mapping`() {
    let keys = (0..<20_000).map { "    key\($0): 1\n" }
    let result = load("routes:\n  r:\n    listen: \":1\"\n    reply: ok\n" + keys.joined())
    #expect(result.diagnostics.count == LoaderLimits.diagnostics)
    #expect(result.plan == nil)
  }

  @Test func `C11: a template of a million placeholders is refused`() {
    let result = load(
      "routes: { r: { listen: \":1\", reply: \"\(String(repeating: "<n>", count: 300_000))\" } }")
    #expect(result.diagnostics.map(\.code) == [.templateTooLarge])
  }

  @Test func `problems and variables in one scalar cost no more than in many`() {
    let reply = String(repeating: "${N:-n}<lien>", count: 20_000)
    let result = load("routes: { r: { listen: \":1\", reply: \"\(reply)\" } }")
    #expect(result.diagnostics.first?.code == .unknownPlaceholder)
    #expect(result.diagnostics.first?.span.startColumn == 46)
    let mark = String(repeating: "${N:-n}<0x0a>", count: 20_000)
    #expect(load("routes: { r: { listen: \":1\", reply: a, framing: { delimiter: \"\(mark)\" } } }").diagnostics == [])
  }

  @Test func `twenty thousand rules, states or wrong names cost no more than so many lines`() throws {
    let rules = (0..<12_000).map { "      - { match: \"M\($0) <a>\", goto: s }\n" }
    let many = load("routes:\n  r:\n    listen: \":1\"\n    states:\n     s:\n      rules:\n" + rules.joined())
    #expect(many.diagnostics.filter { $0.severity == .error } == [])
    #expect(many.plan?.routes.first?.states.first?.rules.count == 12_000)
    let states = (0..<10_000).map { "     s\($0): { rules: [{ goto: s\(($0 + 1) % 10_000) }] }\n" }
    let graph = load("routes:\n  r:\n    listen: \":1\"\n    states:\n" + states.joined())
    #expect(graph.plan?.routes.first?.states.count == 10_000)
    let names = (0..<10_000).map { "v\($0): 0" }.joined(separator: ", ")
    let wrong = (0..<10_000).map { "      - { match: \"\($0)\", set: { w\($0): \"<x\($0)>\" } }\n" }
    let sets = load("routes:\n  r:\n    listen: \":1\"\n    vars: { \(names) }\n    rules:\n" + wrong.joined())
    #expect(sets.diagnostics.count == LoaderLimits.diagnostics)
  }
}
