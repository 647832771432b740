import POSIXStream
import TestSupport

/// One waiter of the stress tests, and the ledger of what was done to it.
///
/// Nothing here is locked on purpose: everything belongs to the loop's thread, so that the thread
/// sanitizer sees at once when a task wakes up anywhere else.
final class Racer: @unchecked Sendable {
  let actor: LoopActor
  let gate: Gate
  private var random: SeededGenerator
  /// Calls of `ready` that no wait has answered yet.
  private var owed: [Readiness: Int] = [:]
  private var isLast = false
  private(set) var answers = 0
  private(set) var settled = 0
  private(set) var faults: [String] = []

  init(on actor: isolated LoopActor, seed: UInt64) {
    self.actor = actor
    gate = actor.loop.makeGate()
    random = SeededGenerator(seed: seed)
  }

  /// What the foreign thread wants to happen; runs on the loop.
  func provoke(_ event: Readiness, isLast: Bool = false) {
    owed[event, default: 0] += 1
    if isLast { self.isLast = true }
    gate.ready(event)
  }

  /// Waits until the last provocation has been answered.
  func race(on actor: isolated LoopActor) async {
    while !isLast || owed.values.contains(where: { $0 > 0 }) {
      let (interest, deadline) = nextWait(actor.loop.now)
      let answer = await gate.wait(for: interest, until: deadline)
      actor.preconditionIsolated()
      check(answer, interest: interest, deadline: deadline, now: actor.loop.now)
    }
    actor.loop.retire(gate)
  }

  /// Whoever waits for one thing only needs a deadline, for the last provocation may be the other.
  private func nextWait(_ now: Moment) -> (Readiness, Moment) {
    let patience = Duration.microseconds([0, 0, 30, 1_000].randomElement(using: &random) ?? 0)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return (.readable, now + patience)
    case 1: return (.shutdown, now + patience)
    case 2: return ([.readable, .shutdown], now + patience)
    default: return ([.readable, .shutdown], .never)
    }
  }

  private func check(_ answer: Readiness, interest: Readiness, deadline: Moment, now: Moment) {
    answers += 1
    if answer.isEmpty { faults.append("woken for nothing") }
    if !answer.isSubset(of: interest.union(.deadline)) { faults.append("woken by what nobody waited for") }
    if answer.contains(.deadline), now < deadline { faults.append("woken before the deadline") }
    for event in [Readiness.readable, .shutdown] where answer.contains(event) {
      let count = owed[event, default: 0]
      if count == 0 { faults.append("woken twice for one event") }
      settled += count
      owed[event] = 0
    }
  }
}
