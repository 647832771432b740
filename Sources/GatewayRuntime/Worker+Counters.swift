// What the operator reads.
import POSIXStream
import Routing

extension Worker {
  package struct Snapshot: Sendable {
    /// By the routes' names.
    package var routes: [String: RouteTotals]
    package var listeners: ListenerCounters
    package var stalls: Int
    /// Connections that were cut off, and those of them that were while the process stopped.
    package var cut: Int
    package var cutAtTheEnd: Int
    package var foreignJobs: Int

    /// Connections open now.
    package var active: Int { routes.values.reduce(0) { $0 + $1.counters.active } }

    package mutating func add(_ other: Snapshot) {
      for (name, totals) in other.routes { routes[name, default: RouteTotals()].add(totals) }
      listeners.add(other.listeners)
      stalls += other.stalls
      cut += other.cut
      cutAtTheEnd += other.cutAtTheEnd
      foreignJobs += other.foreignJobs
    }
  }

  package func snapshot() -> Snapshot {
    var routes = past
    for context in contexts + elders.values {
      routes[context.route.name, default: RouteTotals()].add(RouteTotals(context.counters, of: context.route))
    }
    return Snapshot(
      routes: routes, listeners: listening.counters, stalls: loop.stalls, cut: cut, cutAtTheEnd: cutAtTheEnd,
      foreignJobs: loop.foreignJobs)
  }
}
