import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Connections of a process that has more memory than it may.
@Suite struct MemoryPressureTests {
  private static let route = Route.with(
    .on("slow", delay: .seconds(5), reply: ["slow"]), .otherwise(reply: ["ack:<line>"]))

  /// A process that is far above its limit, and stays so.
  private struct Excess: MemorySource {
    func resident() -> Int { 1 << 30 }
    func trim() {}
  }

  private func visit(
    _ route: Route = route, capacity: Int = 65_536,
    _ play: @Sendable (isolated LoopActor, Visit) async throws -> Void
  ) async throws -> Visit.Report {
    let pool: @Sendable () -> BufferPool = { BufferPool(budget: MemoryBudget(limit: 1 << 20, source: Excess())) }
    return try await GatewayRuntimeTests.visit(route, capacity: capacity, pool: pool, play)
  }

  @Test func `who is answered at once is served`() async throws {
    let report = try await visit { _, visit in
      for text in ["a", "b", "c"] { try await visit.says("\(text)\n", hears: "ack:\(text)\n") }
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .clientFin)
  }

  @Test(arguments: [[], ["a\n"], ["a\n", "b\nc\n"]])
  func `who has to wait with part of a frame is let go`(before: [String]) async throws {
    let report = try await visit { _, visit in
      for text in before {
        let replies = text.split(separator: "\n").map { "ack:\($0)\n" }
        try await visit.says(text, hears: replies.joined())
      }
      try await visit.send("half")
      try await visit.hears(.orderly())
    }
    #expect(report.reason == .memoryBudget)
    #expect(report.after == .zero)
  }

  @Test func `who has sent a whole line and part of another gets the answer to the first`() async throws {
    let report = try await visit { _, visit in
      try await visit.send("a\nhalf")
      try await visit.hears(.orderly("ack:a\n"))
    }
    #expect(report.reason == .memoryBudget)
  }

  @Test func `who does not take its replies is let go before a time-out`() async throws {
    let report = try await visit(capacity: 100) { _, visit in
      try await visit.send(String(repeating: "a\n", count: 50))
      await visit.pass(.milliseconds(1))
      #expect(visit.ending == .memoryBudget)
    }
    #expect(report.pending > 0)
  }

  @Test func `a frame whose answer has to wait is let go`() async throws {
    let report = try await visit { _, visit in
      try await visit.send("slow\n")
      _ = try await visit.rest()
    }
    #expect(report.reason == .memoryBudget)
    #expect(report.after.map { $0 < .seconds(5) } == true)
  }
}
