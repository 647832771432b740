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
