import Framing
import RouteFile
import Routing
import Testing

/// What the shortest file there is comes to: everything it leaves out is on.
struct SmallestFileTests {
  static let text = """
    routes:
      ack:
        listen: 127.0.0.1:7000
        reply: "ack:<line>"
    """

  @Test func `four lines are a whole configuration`() throws {
    let result = RouteFileLoader.load(
      sources: [SourceFile(name: "routes.yaml", text: Self.text)], environment: [:])
    #expect(result.diagnostics == [])
    let plan = try #require(result.plan)
    #expect(plan.drain == .seconds(8))
    #expect(plan.log == LogOptions())
    let route = try #require(plan.routes.first)
    #expect(plan.routes.count == 1)
    #expect(route.name == "ack")
    #expect(
      route.listeners == [
        Listen(
          endpoint: .tcp(host: .address([127, 0, 0, 1]), port: 7000), text: "127.0.0.1:7000",
          place: Place(file: "routes.yaml", line: 3, column: 13))
      ])
    #expect(route.framing == Framing(.line(reply: .lf)))
    #expect(route.limits == Limits() && route.timeouts == Timeouts() && route.foreign == .refuse)
    let actions = try #require(route.states.first?.rules.first?.actions)
    #expect(
      actions.replies.map(\.template) == [Template(parts: [.text(Array("ack:".utf8)), .value(.frame, filters: [])])])
    #expect(actions.ending == .stay)
  }
}
