import POSIXStream
import TestSupport
import Testing

/// Cancelling connections that wait, as a service does: the handler only leaves a note with the loop.
@Suite struct GateCancellationTests {
  private static let rounds = 500
  private static let connections = 100

  /// What happened on one loop; touched by its thread alone.
  private final class Ledger: @unchecked Sendable {
    var ended = 0
    var answers = 0
    var gates: [Gate] = []
  }

  @Test(arguments: [1, 2])
  func `W07 50 000 waiting connections on each loop end when they are cancelled`(loops: Int) async throws {
    try await withEventLoops(loops, clock: SystemClock.shared) { actors in
      try await withThrowingTaskGroup { group in
        for actor in actors { group.addTask { await Self.cancelRounds(on: actor) } }
        try await group.waitForAll()
      }
    }
  }

  private static func cancelRounds(on actor: LoopActor) async {
    let ledger = Ledger()
    var random = SeededGenerator(seed: 11)
    let jobsBefore = actor.loop.foreignJobs
    for _ in 0..<rounds {
      let service = Task { await serve(ledger, on: actor) }
      let spins = Int.random(in: 0..<200, using: &random)
      for _ in 0..<spins { actor.loop.post { ledger.gates.randomElement()?.ready(.readable) } }
      service.cancel()
      await service.value
    }
    // A service is two jobs from other threads, its start and the end of its group; no connection adds to it.
    #expect(actor.loop.foreignJobs - jobsBefore <= 2 * rounds)
    await actor.run { actor in
      #expect(ledger.ended == rounds * connections)
      #expect(ledger.answers >= ledger.ended)
      #expect(actor.loop.gateCount == 0)
    }
  }

  private static func serve(_ ledger: Ledger, on actor: LoopActor) async {
    await actor.run { actor in
      await withDiscardingTaskGroup { group in
        for _ in 0..<connections {
          group.addImmediateTask { await connection(ledger, on: actor) }
        }
      }
      ledger.gates = []
    }
  }

  private static func connection(_ ledger: Ledger, on actor: isolated LoopActor) async {
    let loop = actor.loop
    let gate = loop.makeGate()
    ledger.gates.append(gate)
    await withTaskCancellationHandler {
      var answer: Readiness = []
      while !answer.contains(.shutdown) {
        answer = await gate.wait(for: [.readable, .shutdown], until: loop.now + .seconds(60))
        actor.preconditionIsolated()
        ledger.answers += 1
      }
    } onCancel: {
      loop.post { gate.ready(.shutdown) }
    }
    actor.preconditionIsolated()
    loop.retire(gate)
    ledger.ended += 1
  }
}
