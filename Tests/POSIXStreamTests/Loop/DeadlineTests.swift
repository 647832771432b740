import POSIXStream
import TestSupport
import Testing

@Suite struct DeadlineTests {
  /// Counts the deadlines that the loop has slept for.
  private final class CountingClock: LoopClock {
    private let clock = VirtualClock()
    private let deadlines = Locked(Set<Moment>())

    var deadlineCount: Int { deadlines.with { $0.count } }

    func advance(by duration: Duration) { clock.advance(by: duration) }
    func now() -> Moment { clock.now() }
    func wallMilliseconds() -> Int64 { clock.wallMilliseconds() }
    func slept(until deadline: Moment) { clock.slept(until: deadline) }
    func sleep(until deadline: Moment) -> Int32 {
      if deadline < .never { deadlines.with { _ = $0.insert(deadline) } }
      return clock.sleep(until: deadline)
    }
  }

  /// The moments at which tasks woke up; touched by the loop's thread alone.
  private final class Wakings: @unchecked Sendable {
    var moments: [Moment] = []
    var count: Int { moments.count }
  }

  @Test func `deadlines come in their order, each at its moment`() async throws {
    try await withEventLoop { actor in
      let loop = actor.loop
      let wakings = Wakings()
      var random = SeededGenerator(seed: 5)
      let deadlines = (0..<500).map { _ in loop.now + .milliseconds(Int.random(in: 1...10_000, using: &random)) }
      await withDiscardingTaskGroup { group in
        for deadline in deadlines {
          group.addImmediateTask {
            actor.preconditionIsolated()
            let gate = loop.makeGate()
            #expect(await gate.wait(for: .readable, until: deadline) == .deadline)
            #expect(loop.now == deadline)
            wakings.moments.append(loop.now)
            loop.retire(gate)
          }
        }
      }
      #expect(wakings.moments == deadlines.sorted())
    }
  }

  @Test func `a deadline that has passed already ends the wait in the next turn`() async throws {
    try await withEventLoop { actor in
      let gate = actor.loop.makeGate()
      for earlier in [Duration.zero, .seconds(-1)] {
        #expect(await gate.wait(for: .readable, until: actor.loop.now + earlier) == .deadline)
      }
      actor.loop.retire(gate)
    }
  }

  @Test func `a deadline of an earlier wait does not end a later one`() async throws {
    try await withEventLoop { actor in
      let loop = actor.loop
      let gate = loop.makeGate()
      loop.wakeSoon(gate, .readable)
      #expect(await gate.wait(for: .readable, until: loop.now + .seconds(1)) == .readable)
      let late = loop.now + .seconds(5)
      #expect(await gate.wait(for: .readable, until: late) == .deadline)
      #expect(loop.now == late)
      loop.retire(gate)
    }
  }

  @Test func `moving a deadline on with every event costs the timers nothing`() async throws {
    let clock = CountingClock()
    try await withEventLoop(clock: clock) { actor in
      let loop = actor.loop
      let gate = loop.makeGate()
      for _ in 0..<10_000 {
        clock.advance(by: .milliseconds(1))
        loop.post { gate.ready(.readable) }
        #expect(await gate.wait(for: .readable, until: loop.now + .seconds(300)) == .readable)
      }
      #expect(clock.deadlineCount == 1)
      loop.retire(gate)
    }
  }

  @Test func `10 000 waiting connections expire in one turn when their time has come`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let loop = actor.loop
      let wakings = Wakings()
      let deadline = loop.now + .seconds(300)
      let before = calls.count(of: .pollWait)
      await withDiscardingTaskGroup { group in
        for _ in 0..<10_000 {
          group.addImmediateTask {
            actor.preconditionIsolated()
            let gate = loop.makeGate()
            _ = await gate.wait(for: .readable, until: deadline)
            wakings.moments.append(loop.now)
            loop.retire(gate)
          }
        }
      }
      #expect(wakings.count == 10_000)
      #expect(wakings.moments.allSatisfy { $0 == deadline })
      #expect(calls.count(of: .pollWait) - before <= 4)
    }
  }
}
