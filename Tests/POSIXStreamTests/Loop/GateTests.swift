import POSIXStream
import TestSupport
import Testing

@Suite struct GateTests {
  @Test func `answers what happened before the wait without suspending`() async throws {
    try await withEventLoop { actor in
      let gate = actor.loop.makeGate()
      gate.ready([.readable, .writable])
      #expect(await gate.wait(for: .readable) == .readable)
      #expect(await gate.wait(for: [.readable, .writable]) == .writable)
      actor.loop.retire(gate)
    }
  }

  @Test func `a task that wakes another goes on undisturbed`() async throws {
    try await withEventLoop { actor in
      let gate = actor.loop.makeGate()
      let woken = Locked(0)
      await withDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          _ = await gate.wait(for: .shutdown)
          actor.preconditionIsolated()
          woken.with { $0 += 1 }
        }
        let before = currentTask()
        gate.ready(.shutdown)
        #expect(currentTask() == before)
        #expect(before != nil)
        #expect(woken.with { $0 } == 1)
        actor.preconditionIsolated()
        await withTaskCancellationHandler {
          await gate.yield()
        } onCancel: {
        }
      }
      actor.loop.retire(gate)
    }
  }

  @Test func `who yields because of an event lets the kernel's other events go first`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let gate = actor.loop.makeGate()
      actor.loop.post { gate.ready(.readable) }
      _ = await gate.wait(for: .readable)
      let polls = calls.count(of: .pollWait)
      await gate.yield()
      #expect(calls.count(of: .pollWait) == polls + 1)
      actor.loop.retire(gate)
    }
  }
}

private func currentTask() -> Int? { unsafe withUnsafeCurrentTask { unsafe $0?.hashValue } }
