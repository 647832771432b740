import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Every timeout, at exactly its moment, with its reason.
@Suite struct TimeoutTests {
  private static func route(_ change: (inout RouteSketch) -> Void) -> Route {
    .answering("ack:<line>", change: change)
  }

  @Test func `a silent peer is let go after idle, and lingered for`() async throws {
    let report = try await visit(Self.route { $0.timeouts.idle = .seconds(7) }) { _, visit in
      try await visit.hears(.orderly())
      #expect(visit.time == .seconds(7))
    }
    #expect(report.reason == .idleTimeout)
    #expect(report.after == .seconds(9))
  }

  @Test func `every byte puts idle off`() async throws {
    let report = try await visit(Self.route { $0.timeouts.idle = .seconds(7) }) { _, visit in
      for _ in 0..<3 {
        await visit.pass(.seconds(6))
        try await visit.says("x\n", hears: "ack:x\n")
      }
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .clientFin)
    #expect(report.after == .seconds(18))
  }

  @Test func `an idle event that goes on speaks again and again`() async throws {
    let route = Self.route {
      $0.timeouts.idle = .seconds(7)
      $0.events.idle = .saying("still there?", then: .resume)
    }
    let report = try await visit(route) { _, visit in
      for round in 1...3 {
        try await visit.hears("still there?\n")
        #expect(visit.time == .seconds(7 * round))
      }
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .clientFin)
  }

  @Test func `a frame must be whole in time, however steadily it drips`() async throws {
    let route = Self.route {
      $0.timeouts.frame = .seconds(5)
      $0.events.frameTimeout = .saying("too slow")
    }
    let report = try await visit(route) { actor, visit in
      await visit.pass(.seconds(20))
      for _ in 0..<4 {
        try await visit.send("x")
        await visit.pass(.seconds(1))
      }
      try await visit.hears(.orderly("too slow\n"))
      #expect(visit.time == .seconds(25))
    }
    #expect(report.reason == .frameTimeout)
  }

  @Test func `each frame has its own time`() async throws {
    let report = try await visit(Self.route { $0.timeouts.frame = .seconds(5) }) { _, visit in
      for _ in 0..<3 {
        try await visit.send("x")
        await visit.pass(.seconds(4))
        try await visit.says("y\n", hears: "ack:xy\n")
      }
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .clientFin)
  }

  @Test func `with eof framing the frame timer does not run`() async throws {
    let route = Self.route {
      $0.framing = Framing(.eof)
      $0.timeouts.frame = .seconds(5)
    }
    let report = try await visit(route) { _, visit in
      try await visit.send("x")
      await visit.pass(.seconds(60))
      try await visit.finishes(hearing: .orderly("ack:x"))
    }
    #expect(report.reason == .clientFin)
  }

  @Test(arguments: [Actions.Ending.resume, .stay, .close])
  func `only idle may go on after its event`(ending: Actions.Ending) async throws {
    let route = Self.route {
      $0.timeouts.frame = .seconds(5)
      $0.events.frameTimeout = .saying("late", then: ending)
    }
    let report = try await visit(route) { _, visit in
      try await visit.send("x")
      try await visit.hears(.orderly("late\n"))
    }
    #expect(report.reason == .frameTimeout)
    #expect(report.after == .seconds(7))
  }

  @Test func `what passes over the rest of a line that is too long has the frame's time`() async throws {
    let route = Self.route {
      $0.framing.maximum = 10
      $0.timeouts.frame = .seconds(5)
      $0.events.oversize = .saying("ERR", then: .resume)
    }
    let report = try await visit(route) { _, visit in
      for _ in 0..<9 {
        _ = visit.stuff(Array("much more than ten bytes".utf8))
        await visit.pass(.seconds(1))
      }
      let rest = try await visit.rest()
      #expect(rest.text == "ERR\n")
    }
    #expect(report.reason == .frameTimeout)
  }

  @Test func `a connection has a greatest age`() async throws {
    let report = try await visit(Self.route { $0.timeouts.connection = .seconds(10) }) { _, visit in
      for _ in 0..<4 {
        await visit.pass(.seconds(2))
        try await visit.says("x\n", hears: "ack:x\n")
      }
      try await visit.hears(.orderly())
      #expect(visit.time == .seconds(10))
    }
    #expect(report.reason == .maxAge)
  }

  @Test func `without any timeout a connection stays`() async throws {
    let route = Self.route {
      $0.timeouts.idle = nil
      $0.timeouts.frame = nil
    }
    let report = try await visit(route) { _, visit in
      try await visit.send("x")
      await visit.pass(.seconds(80_000))
      try await visit.says("y\n", hears: "ack:xy\n")
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .clientFin)
  }
}

// MARK: - Lingering

extension TimeoutTests {
  private static let closing = Route.answering("bye") {
    $0.ending = .close
    $0.timeouts.linger = .seconds(3)
    $0.timeouts.lingerTotal = .seconds(8)
  }

  @Test func `a peer that says nothing more is lingered for`() async throws {
    let report = try await visit(Self.closing) { _, visit in
      try await visit.send("x\n")
      try await visit.hears(.orderly("bye\n"))
      #expect(visit.time == .zero)
    }
    #expect(report.reason == .serverClose)
    #expect(report.after == .seconds(3))
    #expect(report.lines.first { $0.message == "linger limit" }?.fields["key"] == "timeouts.linger")
  }

  @Test func `a peer that goes on and on is lingered for so long in all`() async throws {
    let report = try await visit(Self.closing) { _, visit in
      try await visit.send("x\n")
      for _ in 0..<10 {
        _ = visit.stuff(Array("more".utf8))
        await visit.pass(.seconds(2))
      }
    }
    #expect(report.reason == .serverClose)
    #expect(report.after == .seconds(8))
    #expect(report.counters.bytesIn == 2 + 4 * 4)
    #expect(report.lines.first { $0.message == "linger limit" }?.fields["key"] == "timeouts.linger_total")
  }

  @Test func `the peer's end ends the lingering`() async throws {
    let report = try await visit(Self.closing) { _, visit in
      try await visit.send("x\n")
      await visit.pass(.seconds(1))
      try await visit.finishes(hearing: .orderly("bye\n"))
    }
    #expect(report.after == .seconds(1))
  }

  @Test func `the greatest age holds while a peer does not read`() async throws {
    let large = String(repeating: "x", count: 3_000)
    let route = Route.answering(large) {
      $0.timeouts.connection = .seconds(5)
      $0.timeouts.write = .seconds(60)
    }
    let report = try await visit(route, capacity: 2_000) { _, visit in
      try await visit.send("a\n")
      await visit.pass(.seconds(6))
      let rest = try await visit.rest()
      #expect(rest == .reset(String(repeating: "x", count: 2_000)))
    }
    #expect(report.reason == .maxAge)
    #expect(report.after == .seconds(5))
    #expect(report.pending == 1_001)
  }
}
