import POSIXStream
import TestSupport
import Testing

/// Readiness, deadlines and shutdown race for waiting tasks, 100 000 times each.
@Suite struct GateStressTests {
  private static let races = 100_000
  private static let racersPerLoop = 16

  @Test(arguments: [1, 2, 4])
  func `W07 every wait is answered exactly once and none is lost`(loops: Int) async throws {
    try await withEventLoops(loops, clock: SystemClock.shared) { actors in
      var racers: [Racer] = []
      for (index, actor) in actors.enumerated() {
        racers += await actor.run { actor in
          (0..<Self.racersPerLoop).map { Racer(on: actor, seed: UInt64(index * 1_000 + $0)) }
        }
      }
      let jobsBefore = actors.map { $0.loop.foreignJobs }
      try await withThrowingTaskGroup { group in
        for actor in actors {
          let own = racers.filter { $0.actor === actor }
          group.addTask { await Self.serve(own, on: actor) }
        }
        group.addTask { [racers] in Self.provoke(racers) }
        try await group.waitForAll()
      }
      // A service is two jobs from other threads, its start and the end of its group; no connection adds to it.
      for (actor, before) in zip(actors, jobsBefore) { #expect(actor.loop.foreignJobs - before <= 2) }
      for racer in racers { await Self.check(racer) }
      #expect(await Self.sum(racers) == Self.races + racers.count)
    }
  }

  /// The connections of one loop, as a service runs them.
  private static func serve(_ racers: [Racer], on actor: LoopActor) async {
    await actor.run { actor in
      await withDiscardingTaskGroup { group in
        for racer in racers {
          group.addImmediateTask {
            actor.preconditionIsolated()
            await racer.race(on: actor)
          }
        }
      }
      #expect(actor.loop.gateCount == 0)
    }
  }

  /// Runs on a thread of the pool, foreign to every loop.
  private static func provoke(_ racers: [Racer]) {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<races {
      guard let racer = racers.randomElement(using: &random) else { return }
      let event: Readiness = Bool.random(using: &random) ? .readable : .shutdown
      racer.actor.loop.post { racer.provoke(event) }
    }
    for racer in racers { racer.actor.loop.post { racer.provoke(.readable, isLast: true) } }
  }

  private static func check(_ racer: Racer) async {
    await racer.actor.run { _ in
      #expect(racer.faults == [])
      #expect(racer.answers > 0)
    }
  }

  private static func sum(_ racers: [Racer]) async -> Int {
    var sum = 0
    for racer in racers { sum += await racer.actor.run { _ in racer.settled } }
    return sum
  }
}
