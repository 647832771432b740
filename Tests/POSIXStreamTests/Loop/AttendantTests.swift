import POSIXStream
import TestSupport
import Testing

/// A gate that is asked to do the work of the task that waits.
@Suite struct AttendantTests {
  @Test func `the task sleeps on while the attendant deals with bytes`() async throws {
    try await withWaiter { gate, attendant, woken in
      for _ in 0..<3 { gate.ready(.readable) }
      #expect(attendant.calls == 3)
      #expect(woken.with { $0 } == [])
      attendant.deadline = nil
      gate.ready(.readable)
      #expect(attendant.calls == 4)
      #expect(woken.with { $0 } == [.readable])
    }
  }

  @Test(arguments: [Readiness.shutdown, .cut, [.readable, .shutdown]])
  func `whatever else happens wakes the task`(events: Readiness) async throws {
    try await withWaiter { gate, attendant, woken in
      gate.ready(events)
      #expect(attendant.calls == 0)
      #expect(woken.with { $0 } == [events])
    }
  }

  @Test func `what happens while the attendant works wakes the task after it`() async throws {
    try await withWaiter { gate, attendant, woken in
      attendant.meanwhile = {
        gate.ready(.shutdown)
        #expect(woken.with { $0 } == [])
      }
      gate.ready(.readable)
      #expect(woken.with { $0 } == [.shutdown])
    }
  }

  @Test func `the task waits until the moment that the attendant names`() async throws {
    try await withWaiter { gate, attendant, woken in
      attendant.deadline = gate.loop.now
      gate.ready(.readable)
      #expect(woken.with { $0 } == [])
      await sleeps(gate.loop)
      #expect(woken.with { $0 } == [.deadline])
    }
  }

  @Test func `a task that does not wait for bytes to be attended to is woken`() async throws {
    try await withWaiter(for: [.readable, .cut]) { gate, attendant, woken in
      gate.ready(.readable)
      #expect(attendant.calls == 0)
      #expect(woken.with { $0 } == [.readable])
    }
  }

  /// A few turns of the loop.
  private func sleeps(_ loop: EventLoop) async {
    let gate = loop.makeGate()
    for _ in 0..<3 { await gate.yield() }
    loop.retire(gate)
  }

  /// Lends a gate at which a task waits, its attendant, and what the task was woken by.
  private func withWaiter(
    for interest: Readiness = .toRead, _ body: @Sendable (Gate, Helper, Locked<[Readiness]>) async throws -> Void
  ) async throws {
    try await withEventLoop { actor in
      let gate = actor.loop.makeGate()
      let (attendant, woken) = (Helper(), Locked<[Readiness]>([]))
      gate.attend(by: attendant)
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          let ready = await gate.wait(for: interest)
          woken.with { $0.append(ready) }
        }
        try await body(gate, attendant, woken)
        gate.ready(.cut)
      }
      gate.attend(by: nil)
      actor.loop.retire(gate)
    }
  }
}

private final class Helper: GateAttendant {
  var deadline: Moment? = .never
  var calls = 0
  var meanwhile: () -> Void = {}

  func attend() -> Moment? {
    calls += 1
    meanwhile()
    return deadline
  }
}
