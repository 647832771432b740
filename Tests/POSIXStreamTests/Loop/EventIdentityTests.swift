import CLinuxShims
import POSIXStream
import TestSupport
import Testing

/// Events name a registration, not a descriptor: a number that is used again gets nobody else's events.
@Suite struct EventIdentityTests {
  private static let patience = Duration.seconds(1)

  @Test func `W15 an event of a closed descriptor does not reach its successor of the same number`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let loop = actor.loop
      let (first, second) = (calls.makeFakeDescriptor(), calls.makeFakeDescriptor())
      let (near, closing) = (try loop.makeGate(for: first), try loop.makeGate(for: second))
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          #expect(await near.wait(for: .readable) == .readable)
          // The batch still holds an event of `second`, which is closed and accepted anew here.
          loop.retire(closing)
          let successor = try loop.makeGate(for: second)
          #expect(await successor.wait(for: .readable, until: loop.now + Self.patience) == .deadline)
          loop.retire(successor)
        }
        calls.report([(first, shim_epoll_in), (second, shim_epoll_in)])
      }
      loop.retire(near)
      #expect(loop.gateCount == 0)
    }
  }

  @Test func `an event of an unknown identity is dropped`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let gate = actor.loop.makeGate()
      calls.report([(77, shim_epoll_in), (78, shim_epoll_hangup)])
      #expect(await gate.wait(for: .readable, until: actor.loop.now + Self.patience) == .deadline)
      actor.loop.retire(gate)
    }
  }

  @Test func `the successor of a retired gate hears of its own events`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let number = calls.makeFakeDescriptor()
      for _ in 0..<1_000 {
        let gate = try actor.loop.makeGate(for: number)
        calls.report([(number, shim_epoll_in)])
        #expect(await gate.wait(for: .readable, until: actor.loop.now + Self.patience) == .readable)
        actor.loop.retire(gate)
      }
      #expect(actor.loop.gateCount == 0)
    }
  }

  @Test func `waiting at a retired gate ends at once`() async throws {
    try await withEventLoop { actor in
      let gate = actor.loop.makeGate()
      actor.loop.retire(gate)
      let successor = actor.loop.makeGate()
      #expect(await gate.wait(for: .readable, until: actor.loop.now + Self.patience).contains(.readable))
      actor.loop.retire(gate)
      #expect(actor.loop.gateCount == 1)
      actor.loop.retire(successor)
    }
  }
}
