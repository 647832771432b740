import POSIXStream
import Routing

/// The workers of a process, and what they serve.
struct Roster {
  let workers: [Worker]
  let generation: Generation
  let holdings: [Holding]
  private let admission: Admission

  init(workers: [Worker], admission: Admission, holdings: [Holding], generation: Generation) {
    self.workers = workers
    self.admission = admission
    self.holdings = holdings
    self.generation = generation
  }

  /// The same workers with the next plan, of which they do not know yet.
  func following(_ prepared: Loading.Prepared) -> Roster {
    let next = Generation(
      prepared.plan, addresses: prepared.bound.addresses, admission: admission, following: generation)
    return Roster(workers: workers, admission: admission, holdings: prepared.bound.holdings, generation: next)
  }

  /// Every worker knows of every address before anybody accepts there: connections may be dealt to it.
  func begin(opened: Set<BoundAddress>) async {
    for worker in workers { await worker.adopt(generation, opened: opened) }
  }

  /// Accepts from sockets of addresses that are known by now.
  func open(_ shifts: [[Listening]]) async {
    for (worker, listeners) in zip(workers, shifts) where !listeners.isEmpty { await worker.open(listeners) }
  }
}

/// What a reload changes.
struct Change {
  let kept: Set<BoundAddress>
  let opened: Set<BoundAddress>
  let closed: Set<BoundAddress>
  /// The names of routes that are there no more.
  let gone: [String]

  init(from former: Generation, to next: Generation) {
    let (before, after) = (Set(former.addresses.keys), Set(next.addresses.keys))
    kept = before.intersection(after)
    opened = after.subtracting(before)
    closed = before.subtracting(after)
    let names = Set(next.plan.routes.map(\.name))
    gone = former.plan.routes.map(\.name).filter { !names.contains($0) }
  }
}
