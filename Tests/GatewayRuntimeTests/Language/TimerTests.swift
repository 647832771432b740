import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// What the clock sets off.
@Suite struct TimerTests {
  private static func route(
    _ schedule: Routing.Timer.Schedule, _ actions: RuleSketch, change: (inout RouteSketch) -> Void = { _ in }
  ) -> Route {
    .of(
      .state("one", .on("wait", delay: .seconds(5), reply: ["waited"]), .otherwise(reply: ["one <line>"])),
      .state("two", .otherwise(reply: ["two <line>"]))
    ) {
      $0.variables = ["n": "0"]
      $0.timers = [(schedule, actions)]
      change(&$0)
    }
  }

  private static let tick = RuleSketch.otherwise(set: ["n": "<n|add:1>"], reply: ["tick <n>"])

  @Test func `every speaks first when one interval has passed`() async throws {
    _ = try await visit(Self.route(.every(.seconds(2)), Self.tick)) { _, visit in
      for round in 1...3 {
        try await visit.hears("tick \(round)\n")
        #expect(visit.time == .seconds(2 * round))
      }
      try await visit.finishes(hearing: .orderly())
    }
  }

  @Test func `after speaks once`() async throws {
    let report = try await visit(Self.route(.after(.seconds(2)), Self.tick)) { _, visit in
      try await visit.hears("tick 1\n")
      #expect(visit.time == .seconds(2))
      try await visit.hears(.orderly())
    }
    #expect(report.reason == .idleTimeout)
  }

  @Test func `a timer may close, reset and go elsewhere`() async throws {
    var report = try await visit(Self.route(.after(.seconds(2)), .otherwise(reply: ["bye"], then: .close))) {
      _, visit in
      try await visit.hears(.orderly("bye\n"))
    }
    #expect(report.reason == .serverClose)
    report = try await visit(Self.route(.after(.seconds(2)), .otherwise(then: .reset))) { _, visit in
      try await visit.hears(.reset())
    }
    #expect(report.reason == .serverReset)
    _ = try await visit(Self.route(.after(.seconds(2)), .otherwise(then: .goto("two")))) { _, visit in
      try await visit.says("a\n", hears: "one a\n")
      try await visit.send("b")
      await visit.pass(.seconds(3))
      try await visit.says("\n", hears: "two b\n")
      try await visit.finishes(hearing: .orderly())
    }
  }

  @Test func `frames do not put a tick off, and a tick does not put a frame's time off`() async throws {
    let route = Self.route(.every(.seconds(2)), Self.tick) { $0.timeouts.frame = .seconds(3) }
    let report = try await visit(route) { _, visit in
      await visit.pass(.seconds(1))
      try await visit.says("a\n", hears: "one a\n")
      try await visit.hears("tick 1\n")
      #expect(visit.time == .seconds(2))
      try await visit.send("b")
      try await visit.hears(.orderly("tick 2\n"))
    }
    #expect(report.reason == .frameTimeout)
    #expect(report.after == .seconds(7))
  }

  @Test func `a tick that says nothing leaves the peer's silence as it is`() async throws {
    let route = Self.route(.every(.seconds(2)), .otherwise(set: ["n": "x"])) { $0.timeouts.idle = .seconds(7) }
    let report = try await visit(route) { _, visit in try await visit.hears(.orderly()) }
    #expect(report.reason == .idleTimeout)
    #expect(report.after == .seconds(9))
  }

  @Test func `a tick that is due while an answer waits is dropped, and the next keeps the beat`() async throws {
    _ = try await visit(Self.route(.every(.seconds(2)), Self.tick)) { _, visit in
      await visit.pass(.seconds(1))
      try await visit.says("wait\n", hears: "waited\n")
      #expect(visit.time == .seconds(6))
      try await visit.hears("tick 1\n")
      #expect(visit.time == .seconds(8))
      try await visit.finishes(hearing: .orderly())
    }
  }

  @Test func `what is to happen once still happens after a wait`() async throws {
    _ = try await visit(Self.route(.after(.seconds(2)), Self.tick)) { _, visit in
      await visit.pass(.seconds(1))
      try await visit.says("wait\n", hears: "waited\ntick 1\n")
      #expect(visit.time == .seconds(6))
      try await visit.finishes(hearing: .orderly())
    }
  }

  @Test func `a peer that does not read gets no ticks in a burst`() async throws {
    let large = String(repeating: "x", count: 3000)
    let route = Self.route(.every(.seconds(2)), .otherwise(reply: [ReplySketch(large)])) {
      $0.timeouts.write = .seconds(60)
    }
    _ = try await visit(route, capacity: 4096) { _, visit in
      await visit.pass(.seconds(21))
      // Two ticks fill the pipe; the connection wrote from then on.
      try await visit.hears(String(repeating: large + "\n", count: 2))
      #expect(visit.time == .seconds(21))
      try await visit.hears(large + "\n")
      #expect(visit.time == .seconds(22))
      try await visit.finishes(hearing: .orderly())
    }
  }
}
