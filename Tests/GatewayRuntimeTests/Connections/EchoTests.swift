import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Frames in, replies out, and an orderly end.
@Suite struct EchoTests {
  private static let ack = Route.answering("ack:<line>")

  @Test func `a line is answered, and the peer's end is the end`() async throws {
    let report = try await visit(Self.ack) { _, visit in
      try await visit.says("hello\n", hears: "ack:hello\n")
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .clientFin)
    #expect(report.after == .zero)
    #expect(report.counters.frames == 1)
    #expect(report.counters.replies == 1)
    #expect(report.counters.matches == [1])
    #expect(report.counters.bytesIn == 6)
    #expect(report.counters.bytesOut == 10)
    #expect(report.counters.pauses == 0)
  }

  @Test func `a peer that sends everything and half-closes gets every reply`() async throws {
    let report = try await visit(Self.ack) { _, visit in
      try await visit.send("a\nb\r\nc\n")
      try await visit.finishes(hearing: .orderly("ack:a\nack:b\nack:c\n"))
    }
    #expect(report.reason == .clientFin)
  }

  @Test(arguments: [100, 1_000, 65_536])
  func `thousands of pipelined lines are answered in order, through any pipe`(capacity: Int) async throws {
    let lines = (0..<5_000).map { "line \($0)\n" }
    let report = try await visit(Self.ack, capacity: capacity) { actor, visit in
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          // A gate has one waiter, and the reader has the peer's.
          let gate = visit.loop.makeGate()
          var bytes = Array(lines.joined().utf8)[...]
          while !bytes.isEmpty {
            bytes = bytes.dropFirst(visit.stuff(Array(bytes)))
            await gate.yield()
          }
          visit.loop.retire(gate)
          _ = visit.peer.shutdownWrite()
        }
        let rest = try await visit.rest()
        #expect(rest == .orderly(lines.map { "ack:" + $0 }.joined()))
      }
    }
    #expect(report.reason == .clientFin)
    #expect(report.frames == lines.count)
  }

  @Test func `bytes that come one at a time make the same frames`() async throws {
    let report = try await visit(Self.ack) { _, visit in
      for byte in "one\r\ntwo\n".utf8 {
        try await visit.send([byte])
        await visit.letServe()
      }
      try await visit.finishes(hearing: .orderly("ack:one\nack:two\n"))
    }
    #expect(report.reason == .clientFin)
  }

  @Test func `half a line at the end of the stream is dropped, and said`() async throws {
    let report = try await visit(Self.ack) { _, visit in
      try await visit.send("a\nhalf")
      try await visit.finishes(hearing: .orderly("ack:a\n"))
    }
    #expect(report.reason == .clientFin)
    #expect(report.partial == 4)
    #expect(report.counters.frameErrors == ["eof_in_frame": 1])
  }

  @Test func `half a line is delivered where the route says so`() async throws {
    let route = Route.answering("ack:<line>") { $0.framing.atEOF = .deliver }
    let report = try await visit(route) { _, visit in
      try await visit.send("a\nhalf")
      try await visit.finishes(hearing: .orderly("ack:a\nack:half\n"))
    }
    #expect(report.partial == 0)
    #expect(report.frames == 2)
  }

  @Test func `with eof framing the whole stream is one frame`() async throws {
    let route = Route.answering("<frame|upper>") { $0.framing = Framing(.eof) }
    try await visit(route) { _, visit in
      try await visit.send("all ")
      await visit.letServe()
      try await visit.send("of it")
      try await visit.finishes(hearing: .orderly("ALL OF IT"))
    }
  }

  @Test func `a list of replies is as many frames`() async throws {
    try await visit(.answering("one <n>", "two <n>")) { _, visit in
      try await visit.says("x\ny\n", hears: "one 1\ntwo 1\none 2\ntwo 2\n")
    }
  }

  @Test func `templates know the connection`() async throws {
    let route = Route.answering("<peer.ip> <peer.port> <local.port> <conn.id> <route> <host> <now>", name: "who")
    try await visit(route) { _, visit in
      let answer = "192.0.2.7 4711 7000 7 who host.example 2000-01-01T00:00:00.000Z\n"
      try await visit.says("\n", hears: answer)
    }
  }

  @Test func `a rule that closes answers, closes and discards what follows`() async throws {
    let route = Route.answering("bye <line>") { $0.ending = .close }
    let report = try await visit(route) { _, visit in
      try await visit.send("a\nb\nc\n")
      try await visit.hears(.orderly("bye a\n"))
      #expect(visit.ending == nil)
      _ = visit.peer.shutdownWrite()
    }
    #expect(report.reason == .serverClose)
    #expect(report.after == .zero)
    #expect(report.frames == 1)
  }

  @Test func `a connection is greeted and said goodbye to`() async throws {
    let route = Route.answering("<line>") {
      $0.events.connect = .saying("welcome <peer.ip>")
      $0.events.eof = .saying("bye")
    }
    let report = try await visit(route) { _, visit in
      try await visit.hears("welcome 192.0.2.7\n")
      try await visit.send("x\n")
      try await visit.finishes(hearing: .orderly("x\nbye\n"))
    }
    #expect(report.reason == .clientFin)
    #expect(report.counters.replies == 3)
    #expect(report.frames == 1)
  }

  @Test func `a greeting that closes ends the connection before it is read from`() async throws {
    let route = Route.answering("<line>") { $0.events.connect = .saying("closed today", then: .close) }
    let report = try await visit(route) { _, visit in
      try await visit.send("x\n")
      try await visit.finishes(hearing: .orderly("closed today\n"))
    }
    #expect(report.reason == .serverClose)
    #expect(report.frames == 0)
  }

  @Test func `a route without a rule takes frames and says nothing`() async throws {
    let framing = Framing(.line(reply: .lf))
    let route = Route(name: "mute", listeners: [], framing: framing, states: [State(read: framing, rules: [])])
    let report = try await visit(route) { _, visit in
      try await visit.send("a\nb\n")
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.frames == 2)
    #expect(report.counters.replies == 0)
  }
}
