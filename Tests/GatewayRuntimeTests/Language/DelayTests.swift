import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Answers that wait.
@Suite struct DelayTests {
  private static func route(change: (inout RouteSketch) -> Void = { _ in }) -> Route {
    .with(
      .on("slow <x>", set: ["v": "<x>"], delay: .seconds(5), reply: ["slow <x> <v>"], log: "slow <x>"),
      .otherwise(reply: ["<line>"])
    ) {
      $0.variables = ["v": ""]
      change(&$0)
    }
  }

  @Test func `what is owed goes out first, and what is behind comes after`() async throws {
    _ = try await visit(Self.route()) { _, visit in
      try await visit.send("a\nslow b\nc\nslow d\n")
      try await visit.hears("a\n")
      #expect(visit.time == .zero)
      try await visit.hears("slow b b\nc\n")
      #expect(visit.time == .seconds(5))
      try await visit.hears("slow d d\n")
      #expect(visit.time == .seconds(10))
      try await visit.finishes(hearing: .orderly())
    }
  }

  @Test func `nothing is read meanwhile, and silence is not counted`() async throws {
    let route = Self.route {
      $0.timeouts.idle = .seconds(3)
      $0.timeouts.frame = .seconds(3)
    }
    let report = try await visit(route) { _, visit in
      try await visit.send("slow a\npart")
      await visit.pass(.seconds(1))
      try await visit.send(" of it\n")
      try await visit.hears("slow a a\npart of it\n")
      #expect(visit.time == .seconds(5))
      try await visit.hears(.orderly())
      #expect(visit.time == .seconds(8))
    }
    #expect(report.reason == .idleTimeout)
  }

  @Test func `other connections go on`() async throws {
    try await withEventLoop { actor in
      let (near, far) = MemoryStream.pair(on: actor.loop)
      let slow = Visit(Self.route(), near: near, peer: far, on: actor.loop, pool: BufferPool())
      _ = try await run(slow, actor) { actor, slow in
        try await slow.send("slow a\n")
        await slow.letServe()
        let (near, far) = MemoryStream.pair(on: actor.loop)
        let quick = Visit(Self.route(), near: near, peer: far, on: actor.loop, pool: BufferPool())
        _ = try await run(quick, actor) { _, quick in
          try await quick.says("b\n", hears: "b\n")
          #expect(quick.time == .zero)
          try await quick.finishes(hearing: .orderly())
        }
        try await slow.finishes(hearing: .orderly("slow a a\n"))
      }
    }
  }

  @Test func `a shutdown cuts it short, and those behind`() async throws {
    let route = Self.route { $0.events.shutdown = .saying("bye") }
    let report = try await visit(route) { _, visit in
      try await visit.send("slow a\nslow b\n")
      await visit.pass(.seconds(1))
      _ = visit.stuff(Array("slow c\npart".utf8))
      await visit.tell(.shutdown)
      try await visit.finishes(hearing: .orderly("slow a a\nslow b b\nslow c c\nbye\n"))
      #expect(visit.time == .seconds(1))
    }
    #expect(report.reason == .drain)
  }

  @Test func `a cut ends it at once`() async throws {
    let report = try await visit(Self.route()) { _, visit in
      try await visit.send("slow a\n")
      await visit.pass(.seconds(1))
      await visit.tell(.ending)
      try await visit.hears(.orderly())
      #expect(visit.time == .seconds(1))
    }
    #expect(report.reason == .drainDeadline)
  }

  @Test func `a peer that resets ends it`() async throws {
    let report = try await visit(Self.route()) { _, visit in
      try await visit.send("slow a\n")
      await visit.pass(.seconds(1))
      visit.peer.reset()
    }
    #expect(report.reason == .clientReset)
    #expect(report.after == .seconds(1))
  }

  @Test func `the greatest age holds in it`() async throws {
    let report = try await visit(Self.route { $0.timeouts.connection = .seconds(3) }) { _, visit in
      try await visit.send("slow a\n")
      try await visit.hears(.orderly())
      #expect(visit.time == .seconds(3))
    }
    #expect(report.reason == .maxAge)
  }

  @Test func `a peer that has ended its stream is answered, for so long`() async throws {
    for (limit, rest, reason) in [(12, "slow a a\n", CloseReason.clientFin), (3, "", .halfClosedTimeout)] {
      let route = Self.route {
        $0.framing.atEOF = .deliver
        $0.timeouts.halfClosed = .seconds(limit)
      }
      let report = try await visit(route) { _, visit in
        try await visit.send("slow a")
        try await visit.finishes(hearing: .orderly(rest))
      }
      #expect(report.reason == reason)
      #expect(report.after == .seconds(min(limit, 5)))
    }
  }

  @Test func `a socket whose peer has reset is noticed in it`() async throws {
    let report = try await withEventLoop { actor in
      let pair = try await StreamMaker.tcp.pair(actor, false)
      let visit = Visit(Self.route(), near: pair.near, peer: pair.far, on: actor.loop, pool: BufferPool())
      return try await run(visit, actor) { _, visit in
        try await visit.send("slow a\n")
        await visit.pass(.seconds(1))
        visit.peer.reset()
      }
    }
    #expect(report.reason == .clientReset)
    #expect(report.after.map { $0 < .seconds(5) } == true)
  }
}
