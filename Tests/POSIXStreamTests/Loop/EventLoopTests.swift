import CLinuxShims
import POSIXStream
import TestSupport
import Testing

@Suite struct EventLoopTests {
  /// What happened on the loop, in order; touched by its thread alone.
  private final class Diary: @unchecked Sendable {
    var lines: [String] = []
    var isOver = false
  }

  @Test func `tasks that yield take turns`() async throws {
    try await withEventLoop { actor in
      let diary = Diary()
      await withDiscardingTaskGroup { group in
        for name in ["a", "b", "c"] {
          group.addImmediateTask {
            actor.preconditionIsolated()
            let gate = actor.loop.makeGate()
            for _ in 0..<3 {
              await gate.yield()
              diary.lines.append(name)
            }
            actor.loop.retire(gate)
          }
        }
      }
      #expect(diary.lines.joined() == "abcabcabc")
    }
  }

  @Test func `a task that never stops yielding to its executor leaves the others their turn`() async throws {
    try await withEventLoop { actor in
      let diary = Diary()
      actor.loop.post { diary.isOver = true }
      while !diary.isOver { await Task.yield() }
      #expect(diary.isOver)
    }
  }

  @Test func `a task that waits until now leaves the others their turn`() async throws {
    try await withEventLoop { actor in
      let diary = Diary()
      let gate = actor.loop.makeGate()
      actor.loop.post { diary.isOver = true }
      while !diary.isOver { #expect(await gate.wait(for: [], until: actor.loop.now) == .deadline) }
      actor.loop.retire(gate)
    }
  }

  @Test func `what several threads post all runs on the loop, in the order of each thread`() async throws {
    try await withEventLoop { actor in
      let last = LastNumbers(threads: 4)
      await withDiscardingTaskGroup { group in
        for thread in 0..<4 {
          group.addTask { @concurrent in
            for number in 1...5_000 {
              actor.loop.post {
                actor.preconditionIsolated()
                last.note(number, of: thread)
              }
            }
          }
        }
      }
      let gate = actor.loop.makeGate()
      while last.numbers.contains(where: { $0 < 5_000 }) { await gate.yield() }
      actor.loop.retire(gate)
      #expect(last.isInOrder)
    }
  }

  private final class LastNumbers: @unchecked Sendable {
    var numbers: [Int]
    var isInOrder = true

    init(threads: Int) { numbers = Array(repeating: 0, count: threads) }

    func note(_ number: Int, of thread: Int) {
      if number != numbers[thread] + 1 { isInOrder = false }
      numbers[thread] = number
    }
  }

  @Test func `stopping ends the loop after what was posted before`() throws {
    let loop = try EventLoop(clock: VirtualClock())
    let diary = Diary()
    loop.post { diary.lines.append("posted") }
    loop.stop()
    loop.run()
    #expect(diary.lines == ["posted"])
  }

  @Test func `a turn of more than 100 ms is counted`() async throws {
    let clock = VirtualClock()
    try await withEventLoop(clock: clock) { actor in
      let gate = actor.loop.makeGate()
      clock.advance(by: .milliseconds(100))
      await gate.yield()
      #expect(actor.loop.stalls == 0)
      clock.advance(by: .milliseconds(101))
      await gate.yield()
      #expect(actor.loop.stalls == 1)
      await gate.yield()
      #expect(actor.loop.stalls == 1)
      actor.loop.retire(gate)
    }
  }

  /// The stalls of a loop in which tasks, one for each length of time, work for so long in one turn.
  private static func stalls(
    of lengths: [Duration], stopped: Duration = .zero
  ) async throws -> [Stall] {
    let clock = VirtualClock()
    return try await withEventLoop(clock: clock) { actor in
      let stalls = Locked<[Stall]>([])
      let loop = actor.loop
      loop.onStall = { stall in stalls.with { $0.append(stall) } }
      await withDiscardingTaskGroup { group in
        for (number, length) in lengths.enumerated() {
          group.addImmediateTask {
            actor.preconditionIsolated()
            let gate = loop.makeGate()
            gate.owner = GateOwner(name: loop.number(ofName: "route"), number: UInt64(number + 1))
            await gate.yield()
            clock.advance(by: length)
            if number == 0, stopped > .zero { clock.stop(for: stopped) }
            await gate.yield()
            loop.retire(gate)
          }
        }
      }
      loop.onStall = nil
      return stalls.with { $0 }
    }
  }

  private static func work(_ number: UInt64) -> Activity {
    Activity(stage: .turn, owner: GateOwner(name: 1, number: number))
  }

  @Test func `a long turn names the work that made it long`() async throws {
    #expect(try await Self.stalls(of: [.milliseconds(100)]) == [])
    let alone = try await Self.stalls(of: [.milliseconds(150)])
    #expect(alone == [Stall(length: .milliseconds(150), cause: .activity(Self.work(1), .milliseconds(150)))])
    let among = try await Self.stalls(of: [.milliseconds(1), .milliseconds(20), .milliseconds(150), .milliseconds(9)])
    #expect(among == [Stall(length: .milliseconds(180), cause: .activity(Self.work(3), .milliseconds(150)))])
  }

  @Test func `a turn of much short work blames nobody`() async throws {
    let stalls = try await Self.stalls(of: [Duration](repeating: .milliseconds(2), count: 60))
    #expect(stalls == [Stall(length: .milliseconds(120), cause: .many(60))])
  }

  @Test func `a process that was stopped blames nobody`() async throws {
    let stalls = try await Self.stalls(of: [.milliseconds(1), .milliseconds(1)], stopped: .seconds(30))
    #expect(stalls == [Stall(length: .seconds(30) + .milliseconds(2), cause: .stopped)])
  }

  @Test func `a long turn in which nothing ran blames nobody`() async throws {
    let (clock, calls, stalls) = (VirtualClock(), ScriptedSystemCalls(), Locked<[Stall]>([]))
    try await withEventLoop(clock: clock, calls: calls) { actor in
      let loop = actor.loop
      loop.onStall = { stall in stalls.with { $0.append(stall) } }
      let unwatched = calls.makeFakeDescriptor()
      let (gate, silent) = (loop.makeGate(), try loop.makeGate(for: unwatched))
      gate.owner = GateOwner(name: loop.number(ofName: "route"), number: 1)
      await gate.yield()
      // An event that nobody waits for is taken out of the registration, and that takes long.
      calls.report([(unwatched, shim_epoll_in)])
      calls.before(.pollModify) { clock.advance(by: .milliseconds(150)) }
      _ = await gate.wait(for: .readable, until: loop.now + .seconds(1))
      loop.onStall = nil
      for gate in [gate, silent] { loop.retire(gate) }
    }
    let nobody = Activity(stage: .job, owner: .none)
    #expect(stalls.with { $0 } == [Stall(length: .milliseconds(150), cause: .activity(nobody, .milliseconds(150)))])
  }

  @Test func `the time before the loop ran is no stall`() throws {
    let clock = VirtualClock()
    let loop = try EventLoop(clock: clock)
    clock.advance(by: .seconds(60))
    loop.stop()
    loop.run()
    #expect(loop.stalls == 0)
    #expect(loop.now == clock.now())
  }

  @Test(arguments: [Call.createPoll, .createWakeup, .pollAdd])
  func `a loop that cannot be made leaves no descriptor open`(call: Call) {
    let calls = ScriptedSystemCalls()
    calls.on(call, .always, .fails(.tooManyFiles))
    #expect(throws: Errno.tooManyFiles) { try EventLoop(calls: calls) }
    #expect(calls.wronglyClosed == [])
  }

  @Test func `a loop that goes closes what it opened`() throws {
    let calls = ScriptedSystemCalls()
    var loop: EventLoop? = try EventLoop(calls: calls)
    #expect(calls.wronglyClosed.count == 2)
    loop = nil
    #expect(loop == nil)
    #expect(calls.wronglyClosed == [])
  }

  @Test(arguments: [Errno.interrupted, .again])
  func `waking the loop survives every second call failing`(error: Errno) async throws {
    let calls = ScriptedSystemCalls()
    calls.on(.read, .every(2), .fails(error))
    calls.on(.pollWait, .every(2), .fails(.interrupted))
    if error == .interrupted { calls.on(.write, .every(2), .fails(error)) }
    try await withEventLoop(calls: calls) { actor in
      for number in 0..<500 {
        let answer = await Task { await actor.run { _ in number } }.value
        #expect(answer == number)
      }
    }
  }
}
