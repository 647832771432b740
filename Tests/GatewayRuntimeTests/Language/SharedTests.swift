import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Variables that all connections of a route see.
@Suite struct SharedTests {
  private static let counting = Route.with(
    .on("add <n:int>", set: ["shared.sum": "<shared.sum|add:<n>>"], reply: ["<shared.sum>"]),
    .on("take", when: ["shared.sum": "<_:int 1..999999999>"], set: ["shared.sum": "<shared.sum|sub:1>"], reply: ["ok"]),
    .on("take", reply: ["none"]),
    .otherwise(reply: ["sum <shared.sum>"])
  ) { $0.shared = ["sum": "0"] }

  @Test func `what one connection sets, the next sees`() async throws {
    let shared = SharedVariables(Self.counting)
    _ = try await visit(Self.counting, shared: shared) { _, visit in
      try await visit.send("add 2\nadd 3\n?\n")
      try await visit.finishes(hearing: .orderly("2\n5\nsum 5\n"))
    }
    _ = try await visit(Self.counting, shared: shared) { _, visit in
      try await visit.send("?\n")
      try await visit.finishes(hearing: .orderly("sum 5\n"))
    }
  }

  @Test func `when and set are one step`() async throws {
    _ = try await visit(Self.counting) { _, visit in
      try await visit.send("add 1\ntake\ntake\n")
      try await visit.finishes(hearing: .orderly("1\nok\nnone\n"))
    }
  }

  @Test func `a step that fails leaves nothing behind`() async throws {
    let route = Route.with(
      .on("both", set: ["shared.a": "x", "shared.b": "<shared.a|add:1>"]), .otherwise(reply: ["<shared.a>"])
    ) { $0.shared = ["a": "1", "b": "2"] }
    let shared = SharedVariables(route)
    let report = try await visit(route, shared: shared) { _, visit in
      try await visit.send("both\n")
      try await visit.hears(.orderly())
    }
    #expect(report.reason == .replyInvalid)
    #expect(shared.snapshot == [Array("1".utf8), Array("2".utf8)])
  }

  @Test func `events and timers see them and set them`() async throws {
    let route = Route.with(.otherwise(reply: ["<shared.n>"])) {
      $0.shared = ["n": "0"]
      $0.when(\.connect, .otherwise(set: ["shared.n": "<shared.n|add:1>"], reply: ["visitor <shared.n>"]))
      $0.timers = [(.every(.seconds(1)), .otherwise(set: ["shared.n": "<shared.n|add:10>"], reply: ["<shared.n>"]))]
    }
    _ = try await visit(route) { _, visit in
      try await visit.hears("visitor 1\n11\n21\n")
      try await visit.says("x\n", hears: "21\n")
      try await visit.finishes(hearing: .orderly())
    }
  }

  @Test func `nothing is lost between connections on several loops`() async throws {
    let shared = SharedVariables(Self.counting)
    let (connections, additions) = (20, 500)
    let text = String(repeating: "add 1\n", count: additions)
    try await withEventLoops(2) { actors in
      try await withThrowingDiscardingTaskGroup { group in
        for actor in actors {
          group.addTask {
            try await actor.run { actor in
              let pool = BufferPool()
              for _ in 0..<connections / 2 {
                let (near, far) = MemoryStream.pair(on: actor.loop)
                let visit = Visit(Self.counting, near: near, peer: far, on: actor.loop, pool: pool, shared: shared)
                _ = try await GatewayRuntimeTests.run(visit, actor) { _, visit in
                  try await visit.send(text)
                  _ = visit.peer.shutdownWrite()
                  _ = try await visit.rest()
                }
              }
            }
          }
        }
      }
    }
    #expect(shared.snapshot == [Array("\(connections * additions)".utf8)])
  }
}
