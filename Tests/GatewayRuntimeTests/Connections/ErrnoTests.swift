import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// What becomes of a connection whose system calls fail, and in which order it makes them.
@Suite struct ErrnoTests {
  private static let ack = Route.answering("ack:<line>")

  /// Serves a real socket; `script` is asked for rules once its descriptor is known.
  private static func visit(
    _ route: Route, script: @Sendable (ScriptedSystemCalls, Int32) -> Void = { _, _ in },
    _ play: @Sendable (isolated LoopActor, Visit) async throws -> Void
  ) async throws -> (report: Visit.Report, calls: [Call]) {
    let calls = ScriptedSystemCalls()
    return try await withEventLoop(clock: SystemClock.shared, calls: calls) { actor in
      let pair = try await StreamMaker.tcp.pair(actor, false)
      let number = try #require(calls.records(of: .accept).last { $0.result >= 0 }).result
      script(calls, Int32(number))
      let visit = Visit(route, near: pair.near, peer: pair.far, on: actor.loop, pool: BufferPool())
      let report = try await run(visit, actor, play)
      return (report, calls.calls(on: Int32(number)).filter { $0 != .pollAdd && $0 != .pollModify })
    }
  }

  @Test func `the end is: everything written, half-close, the peer's end, close`() async throws {
    let (report, calls) = try await Self.visit(.answering("bye") { $0.ending = .close }) { _, visit in
      try await visit.says("x\n", hears: "bye\n")
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .serverClose)
    let end = try #require(calls.firstIndex(of: .shutdownWrite))
    #expect(calls[..<end].last == .write)
    #expect(calls[end...].filter { $0 != .read } == [.shutdownWrite, .unacknowledged, .close])
    #expect(calls.count { $0 == .close } == 1)
  }

  @Test func `after a peer that ended first, closing is all there is left to do`() async throws {
    let (report, calls) = try await Self.visit(Self.ack) { _, visit in
      try await visit.send("x\n")
      try await visit.finishes(hearing: .orderly("ack:x\n"))
    }
    #expect(report.reason == .clientFin)
    #expect(calls.suffix(4) == [.write, .read, .unacknowledged, .close])
  }

  @Test func `a read that says ECONNRESET ends it without a word`() async throws {
    let (report, calls) = try await Self.visit(Self.ack) { calls, number in
      calls.on(.read, of: number, .nth(1), .fails(.connectionReset))
    } _: { _, visit in
      try await visit.send("x\n")
    }
    #expect(report.reason == .clientReset)
    #expect(!calls.contains(.write) && !calls.contains(.shutdownWrite))
    #expect(calls.last == .close)
  }

  @Test(arguments: [Errno.brokenPipe, .connectionReset, Errno(rawValue: 110)])
  func `a write that fails ends it with a reset, since half a reply is none`(error: Errno) async throws {
    let (report, calls) = try await Self.visit(Self.ack) { calls, number in
      calls.on(.write, of: number, .always, .fails(error))
    } _: { _, visit in
      try await visit.send("x\n")
      try await visit.hears(.reset())
    }
    #expect(report.reason == .clientReset)
    #expect(report.pending == 6)
    #expect(calls.suffix(2) == [.resetOnClose, .close])
  }

  @Test func `EINTR, EAGAIN and short writes lose nothing`() async throws {
    let lines = (0..<300).map { "\($0)\n" }
    let (report, _) = try await Self.visit(Self.ack) { calls, number in
      calls.on(.read, of: number, .every(3), .fails(.interrupted))
      calls.on(.read, of: number, .every(5), .fails(.again))
      calls.on(.write, of: number, .every(4), .fails(.interrupted))
      calls.on(.write, of: number, .every(7), .fails(.again))
      calls.on(.read, of: number, .always, .atMost(11))
      calls.on(.write, of: number, .always, .atMost(13))
    } _: { _, visit in
      try await visit.send(lines.joined())
      try await visit.finishes(hearing: .orderly(lines.map { "ack:" + $0 }.joined()))
    }
    #expect(report.reason == .clientFin)
    #expect(report.counters.resumes == report.counters.pauses)
  }

  /// What is unacknowledged at each look, the first when the write begins to wait and then every quarter of
  /// the timeout, and when the connection ends.
  @Test(arguments: [([900], 10_000), ([900, 500], 12_500), ([900, 500, 200], 15_000), ([900, 900, 800], 15_000)])
  func `bytes that the peer acknowledges put the write timeout off`(left: [Int], milliseconds: Int) async throws {
    let calls = ScriptedSystemCalls()
    let report = try await withEventLoop(calls: calls) { actor in
      let number = calls.makeFakeDescriptor()
      calls.on(.write, of: number, .always, .fails(.again))
      for (index, bytes) in left.enumerated() {
        calls.on(.unacknowledged, of: number, .nth(index + 1), .answers(bytes))
      }
      calls.on(.unacknowledged, of: number, .always, .answers(left.last ?? 0))
      let near = try SocketStream(Descriptor(number, calls: calls), on: actor.loop)
      let (_, far) = MemoryStream.pair(on: actor.loop)
      let route = Route.answering("") {
        $0.events.connect = .saying("welcome")
        $0.timeouts.write = .seconds(10)
      }
      let visit = Visit(route, near: near, peer: far, on: actor.loop, pool: BufferPool())
      return try await run(visit, actor) { _, _ in }
    }
    #expect(report.reason == .writeTimeout)
    #expect(report.after == .milliseconds(milliseconds))
    #expect(report.pending == 8)
  }

  @Test func `a half-close that fails skips the lingering`() async throws {
    let (report, calls) = try await Self.visit(.answering("bye") { $0.ending = .close }) { calls, number in
      calls.on(.shutdownWrite, of: number, .always, .fails(Errno(rawValue: 107)))
    } _: { _, visit in
      try await visit.says("x\n", hears: "bye\n")
    }
    #expect(report.reason == .serverClose)
    #expect(calls.suffix(3) == [.shutdownWrite, .unacknowledged, .close])
  }
}
