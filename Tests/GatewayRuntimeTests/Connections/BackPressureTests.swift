import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// A peer that does not take what it is owed.
@Suite struct BackPressureTests {
  /// Each line of two bytes is answered with 1 001.
  private static let loud = Route.answering("<line>" + String(repeating: "r", count: 999)) {
    $0.timeouts.write = .seconds(10)
    $0.timeouts.idle = nil
    $0.timeouts.frame = .seconds(30)
  }
  private static let reply = "x" + String(repeating: "r", count: 999) + "\n"

  @Test func `a peer that does not read is not read from, and then gets every reply`() async throws {
    let report = try await visit(Self.loud, capacity: 2_000) { _, visit in
      var sent = 0
      // As long as it is read from, there is room for more.
      for _ in 0..<1_000 {
        sent += visit.stuff([0x78, 0x0a])
        await visit.pass(.milliseconds(1))
      }
      #expect(sent < 2_000 + 2 * 150)
      #expect(visit.link.owed <= Owing.highWater + Self.reply.utf8.count)
      try await visit.finishes(hearing: .orderly(String(repeating: Self.reply, count: sent / 2)))
    }
    #expect(report.reason == .clientFin)
    #expect(report.counters.pauses > 0)
    #expect(report.counters.resumes == report.counters.pauses)
    #expect(report.lines.count { $0.message == "reads paused" } == 1)
    #expect(report.lines.count { $0.message == "reads resumed" } == 1)
  }

  @Test func `one read of many lines is answered in batches, no more than the high mark at a time`() async throws {
    let report = try await visit(Self.loud, capacity: 2_000) { _, visit in
      try await visit.send(String(repeating: "x\n", count: 500))
      var most = 0
      for _ in 0..<400 {
        await visit.letServe()
        most = max(most, visit.link.owed)
        _ = try await visit.receive(1_001)
      }
      #expect(most > Owing.highWater - 2_000)
      #expect(most <= Owing.highWater + Self.reply.utf8.count)
      try await visit.finishes(hearing: .orderly(String(repeating: Self.reply, count: 100)))
    }
    #expect(report.frames == 500)
  }

  @Test func `who takes nothing for so long is reset, and what was owed is counted`() async throws {
    let report = try await visit(Self.loud, capacity: 2_000) { _, visit in
      try await visit.send(String(repeating: "x\n", count: 10))
      await visit.pass(.seconds(10))
      await visit.letServe()
      #expect(visit.ending == .writeTimeout)
      try await visit.hears(.reset(Self.reply + Self.reply.prefix(999)))
    }
    #expect(report.after == .seconds(10))
    #expect(report.pending == 10 * 1_001 - 2_000)
    #expect(report.counters.pauses == 1)
    #expect(report.counters.resumes == 1)
    #expect(report.lines.last?.fields["pending"] == "8010")
    #expect(report.lines.last?.fields["key"] == "timeouts.write")
  }

  @Test func `every byte taken puts the write timeout off`() async throws {
    let report = try await visit(Self.loud, capacity: 2_000) { _, visit in
      try await visit.send(String(repeating: "x\n", count: 10))
      for _ in 0..<9 {
        await visit.pass(.seconds(9))
        _ = try await visit.receive(1)
      }
      #expect(visit.ending == nil)
      await visit.pass(.seconds(11))
    }
    #expect(report.reason == .writeTimeout)
    #expect(report.after == .seconds(91))
  }

  @Test func `once the peer has ended its stream the shorter of two timeouts holds`() async throws {
    let route = Route.answering(String(repeating: "r", count: 999)) {
      $0.timeouts.halfClosed = .seconds(4)
      $0.framing.atEOF = .deliver
    }
    let report = try await visit(route, capacity: 500) { _, visit in
      try await visit.send("x")
      _ = visit.peer.shutdownWrite()
      await visit.pass(.seconds(30))
    }
    #expect(report.reason == .halfClosedTimeout)
    #expect(report.after == .seconds(4))
  }

  @Test func `while reading is off the frame timer stands still`() async throws {
    let report = try await visit(Self.loud, capacity: 500) { _, visit in
      try await visit.send(String(repeating: "x\n", count: 80) + "part")
      // The replies take 9 s before the last batch is rendered, and go on after it.
      for _ in 0..<3 {
        await visit.pass(.seconds(9))
        _ = try await visit.receive(500)
      }
      #expect(try await visit.receive(80 * 1_001 - 1_500).utf8.count == 80 * 1_001 - 1_500)
      let rest = try await visit.rest()
      #expect(rest == .orderly())
      #expect(visit.time == .seconds(27 + 30))
    }
    #expect(report.reason == .frameTimeout)
  }

  @Test func `a peer that resets while it is owed ends it at once`() async throws {
    let report = try await visit(Self.loud, capacity: 500) { _, visit in
      try await visit.send("x\n")
      await visit.letServe()
      visit.peer.reset()
    }
    #expect(report.reason == .clientReset)
    #expect(report.counters.resumes == report.counters.pauses)
    #expect(report.after == .zero)
  }
}
