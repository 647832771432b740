import CLinuxShims
import POSIXStream
import TestSupport
import Testing

/// What epoll is asked for follows what is waited for, with few calls, and nobody's events never spin.
@Suite struct InterestTests {
  /// What a peer does while nobody waits for it.
  private struct Deed: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let act: @Sendable (StreamPair) -> Void

    init(_ testDescription: String, act: @escaping @Sendable (StreamPair) -> Void) {
      self.testDescription = testDescription
      self.act = act
    }
  }

  private static let deeds = [
    Deed("writes") { _ = $0.far.write([1]) },
    Deed("ends its direction") { _ = $0.far.shutdownWrite() },
    Deed("closes") { $0.far.close() },
    Deed("closes after our own end") { pair in
      _ = pair.near.shutdownWrite()
      pair.far.close()
    },
    Deed("resets") { $0.far.reset() },
    Deed("reads what clogged it") { pair in
      _ = pair.near.clog()
      _ = pair.far.readOnce()
    },
  ]

  @Test(arguments: [StreamMaker.tcp, .unix], deeds)
  private func `an event that nobody waits for does not keep the loop awake`(maker: StreamMaker, deed: Deed)
    async throws
  {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let pair = try await maker.pair(actor, true)
      deed.act(pair)
      let before = calls.count(of: .pollWait)
      for _ in 0..<200 { await pair.near.gate.yield() }
      let polls = calls.records(of: .pollWait).dropFirst(before)
      #expect(polls.count >= 190)
      #expect(polls.filter { $0.result > 0 }.count <= 4)
      pair.close()
    }
  }

  @Test func `waiting for the same again asks epoll for nothing`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let number = calls.makeFakeDescriptor()
      let gate = try actor.loop.makeGate(for: number)
      for _ in 0..<50 {
        calls.report([(number, shim_epoll_in)])
        #expect(await gate.wait(for: .readable) == .readable)
      }
      #expect(calls.count(of: .pollModify, on: number) == 0)
      actor.loop.retire(gate)
    }
  }

  @Test func `an event that nobody waits for is asked for again when somebody does`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let number = calls.makeFakeDescriptor()
      let gate = try actor.loop.makeGate(for: number)
      calls.report([(number, shim_epoll_in)])
      await gate.yield()
      #expect(calls.count(of: .pollModify, on: number) == 1)
      calls.report([(number, shim_epoll_in)])
      #expect(await gate.wait(for: .readable) == .readable)
      #expect(calls.count(of: .pollModify, on: number) == 2)
      calls.report([(number, shim_epoll_out)])
      #expect(await gate.wait(for: .writable) == .writable)
      #expect(calls.count(of: .pollModify, on: number) == 3)
      actor.loop.retire(gate)
    }
  }

  @Test(arguments: [shim_epoll_error, shim_epoll_hangup])
  func `a broken descriptor is taken out of the set and never blocks again`(event: UInt32) async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let number = calls.makeFakeDescriptor()
      let gate = try actor.loop.makeGate(for: number)
      calls.report([(number, event)])
      await gate.yield()
      #expect(calls.count(of: .pollRemove, on: number) == 1)
      for _ in 0..<3 {
        #expect(await gate.wait(for: .readable) == .readable)
        #expect(await gate.wait(for: .writable) == .writable)
      }
      #expect(calls.count(of: .pollModify, on: number) == 0)
      actor.loop.retire(gate)
    }
  }

  @Test(arguments: [shim_epoll_error, shim_epoll_hangup], [Readiness.readable, .writable])
  func `a broken descriptor wakes whoever waits`(event: UInt32, interest: Readiness) async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let number = calls.makeFakeDescriptor()
      let gate = try actor.loop.makeGate(for: number)
      calls.report([(number, event)])
      #expect(await gate.wait(for: interest, until: actor.loop.now + .seconds(1)) == interest)
      actor.loop.retire(gate)
    }
  }

  @Test func `who cannot be registered is woken, and the next wait tries again`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let number = calls.makeFakeDescriptor()
      let gate = try actor.loop.makeGate(for: number)
      calls.on(.pollModify, .nth(1), .fails(.noMemory))
      #expect(await gate.wait(for: .writable, until: actor.loop.now + .seconds(1)) == .writable)
      calls.report([(number, shim_epoll_out)])
      #expect(await gate.wait(for: .writable, until: actor.loop.now + .seconds(1)) == .writable)
      #expect(calls.count(of: .pollModify, on: number) == 2)
      actor.loop.retire(gate)
    }
  }
}
