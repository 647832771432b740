import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// The loop asks to finish, or has waited long enough.
@Suite struct ShutdownTests {
  private static let ack = Route.answering("ack:<line>") { $0.events.shutdown = .saying("going away") }

  @Test func `an idle connection says its last and ends`() async throws {
    let report = try await visit(Self.ack) { _, visit in
      await visit.letServe()
      await visit.tell(.shutdown)
      try await visit.finishes(hearing: .orderly("going away\n"))
    }
    #expect(report.reason == .drain)
    #expect(report.after == .zero)
  }

  @Test func `every whole frame that had arrived is answered first`() async throws {
    let lines = (0..<5_000).map { "\($0)\n" }
    let report = try await visit(Self.ack) { actor, visit in
      await visit.letServe()
      // Both at once: the server has not run since.
      #expect(visit.stuff(Array((lines.joined() + "part").utf8)) == lines.joined().utf8.count + 4)
      visit.loop.broadcast(.shutdown)
      try await visit.finishes(hearing: .orderly(lines.map { "ack:" + $0 }.joined() + "going away\n"))
    }
    #expect(report.reason == .drain)
    #expect(report.frames == 5_000)
  }

  @Test func `frames that were read before the turn grew late are answered first`() async throws {
    let reply = String(repeating: "r", count: 1000)
    let taken = Locked("")
    // Every look at the clock makes the turn late.
    try await withEventLoop(clock: TickingClock(tick: .milliseconds(3))) { actor in
      let (near, far) = MemoryStream.pair(on: actor.loop, capacity: 1 << 20)
      let visit = Visit(.answering(reply), near: near, peer: far, on: actor.loop, pool: BufferPool())
      _ = try await run(visit, actor) { _, visit in
        await visit.letServe()
        _ = visit.stuff(Array(String(repeating: "x\n", count: 200).utf8))
        await visit.peer.gate.yield()
        visit.loop.broadcast(.shutdown)
        let rest = try await visit.rest()
        taken.with { $0 = rest.text }
      }
    }
    #expect(taken.with { $0.utf8.count } == 200 * 1001)
  }

  @Test func `a frame that the end of the stream made whole is answered`() async throws {
    let route = Route.answering("<frame|upper>") { $0.framing = Framing(.eof) }
    let report = try await visit(route) { _, visit in
      await visit.letServe()
      _ = visit.stuff(Array("all of it".utf8))
      _ = visit.peer.shutdownWrite()
      visit.loop.broadcast(.shutdown)
      try await visit.hears(.orderly("ALL OF IT"))
    }
    #expect(report.reason == .clientFin)
  }

  @Test func `a peer that never stops sending cannot put the end off`() async throws {
    let report = try await visit(Self.ack) { _, visit in
      let flood = [UInt8](repeating: 0x0a, count: 65_536)
      for round in 0..<40 where visit.ending == nil {
        _ = visit.stuff(flood)
        while case .bytes = visit.peer.readOnce().0 {}
        await visit.peer.gate.yield()
        if round == 5 { visit.loop.broadcast(.shutdown) }
      }
      visit.peer.close()
    }
    #expect(report.reason == .drain)
  }

  @Test func `nor can one that is slow to take its replies as well`() async throws {
    let report = try await visit(Self.ack, capacity: 20_000) { _, visit in
      let flood = [UInt8](repeating: 0x0a, count: 20_000)
      for round in 0..<60 where visit.ending == nil {
        _ = visit.stuff(flood)
        _ = visit.peer.readOnce(upTo: 20_000)
        await visit.peer.gate.yield()
        if round == 5 { visit.loop.broadcast(.shutdown) }
      }
      let isHeard = visit.link.stream.gate.remembers(.shutdown) == false
      #expect(isHeard)
      visit.peer.close()
    }
    #expect(report.counters.pauses > 0)
  }

  @Test func `a peer that floods is cut like any other`() async throws {
    let route = Route.answering("never") {
      $0.framing.maximum = 10
      $0.events.oversize = .saying("ERR", then: .resume)
    }
    // More than the server reads in a turn.
    let report = try await visit(route, capacity: 400_000) { _, visit in
      let flood = [UInt8](repeating: 0x78, count: 400_000)
      for round in 0..<12 where visit.ending == nil {
        _ = visit.stuff(flood)
        await visit.peer.gate.yield()
        if round == 3 { visit.loop.broadcast(.ending) }
      }
      #expect(visit.ending == .drainDeadline)
      visit.peer.close()
    }
    #expect(report.reason == .drainDeadline)
  }

  @Test func `a peer that takes nothing is cut at the deadline, with a reset`() async throws {
    let report = try await visit(Self.ack, capacity: 10) { _, visit in
      try await visit.send("0123456789\n")
      await visit.letServe()
      await visit.tell(.shutdown)
      await visit.pass(.seconds(8))
      #expect(visit.ending == nil)
      await visit.tell(.ending)
      #expect(visit.ending == .drainDeadline)
      try await visit.hears(.reset("ack:012345"))
    }
    #expect(report.after == .seconds(8))
    #expect(report.pending == 5)
    #expect(report.counters.resumes == report.counters.pauses)
  }

  @Test func `who lingers is not cut but let go, having got everything`() async throws {
    let report = try await visit(.answering("bye") { $0.ending = .close }) { _, visit in
      try await visit.says("x\n", hears: "bye\n")
      await visit.tell(.ending)
      #expect(visit.ending == .serverClose)
    }
    #expect(report.after == .zero)
  }

  @Test func `who lingers with replies unread is counted as cut`() async throws {
    let report = try await visit(.answering("bye") { $0.ending = .close }) { _, visit in
      try await visit.send("x\n")
      await visit.letServe()
      await visit.tell(.ending)
      #expect(visit.ending == .drainDeadline)
    }
    #expect(report.counters.unacknowledged == 4)
  }

  @Test func `an oversize frame at the end is answered with its own words`() async throws {
    let route = Route.answering("ack:<line>") {
      $0.framing.maximum = 10
      $0.events.oversize = .saying("ERR")
      $0.events.shutdown = .saying("going away")
    }
    let report = try await visit(route) { _, visit in
      await visit.letServe()
      _ = visit.stuff(Array("a\nmuch too long a line".utf8))
      visit.loop.broadcast(.shutdown)
      try await visit.finishes(hearing: .orderly("ack:a\nERR\n"))
    }
    #expect(report.reason == .frameTooLong)
  }
}
