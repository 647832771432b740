package import POSIXStream
import Synchronization

/// Lets one of many through in each stretch of time, whichever loop it comes from.
package final class Throttle: Sendable {
  private let next = Atomic<Int64>(.min)
  private let interval: Duration

  package init(every interval: Duration) { self.interval = interval }

  /// Whether this one is let through.
  package func passes(at now: Moment) -> Bool {
    let due = next.load(ordering: .relaxed)
    guard now.nanoseconds >= due else { return false }
    let after = (now + interval).nanoseconds
    return next.compareExchange(expected: due, desired: after, ordering: .relaxed).exchanged
  }
}
