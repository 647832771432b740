import CLinuxShims

/// A moment of the monotonic clock: nanoseconds from a start that means nothing.
package struct Moment: Comparable, Hashable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Later than anything that happens.
  package static let never = Moment(nanoseconds: .max)

  package static func < (a: Moment, b: Moment) -> Bool { a.nanoseconds < b.nanoseconds }

  /// Stops at `never` where the sum would pass it, and at the earliest moment likewise.
  package static func + (moment: Moment, duration: Duration) -> Moment {
    let (sum, overflow) = moment.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
    guard overflow else { return Moment(nanoseconds: sum) }
    return duration < .zero ? Moment(nanoseconds: .min) : .never
  }

  package static func - (later: Moment, earlier: Moment) -> Duration {
    let (difference, overflow) = later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    guard overflow else { return .nanoseconds(difference) }
    return .nanoseconds(later < earlier ? Int64.min : .max)
  }
}

extension Duration {
  /// Nanoseconds, at most what 64 bits hold (292 years).
  package var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let (sum, overflowed) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    guard overflowed else { return sum }
    return seconds < 0 ? .min : .max
  }
}

/// What time it is, for one event loop.
package protocol LoopClock: AnyObject, Sendable {
  /// The monotonic clock: the only one that timeouts see.
  func now() -> Moment
  /// Milliseconds since 1970-01-01T00:00:00Z: the only one that people see.
  func wallMilliseconds() -> Int64
  /// How long the loop may sleep until `deadline`: milliseconds as epoll_wait(2) takes them, -1 for ever.
  func sleep(until deadline: Moment) -> Int32
  /// The loop slept, and nothing happened.
  func slept(until deadline: Moment)
  /// The monotonic clock to within a few milliseconds, which is cheaper.
  func coarse() -> Moment
  /// Whether the whole process was stopped, and continued after `moment`.
  func wasStopped(since moment: Moment) -> Bool
}

extension LoopClock {
  package func coarse() -> Moment { now() }
  package func wasStopped(since moment: Moment) -> Bool { false }
}

/// CLOCK_MONOTONIC and CLOCK_REALTIME. See clock_gettime(2).
package final class SystemClock: LoopClock {
  package static let shared = SystemClock()

  private init() {}

  package func now() -> Moment { Moment(nanoseconds: shim_monotonic_ns()) }

  package func wallMilliseconds() -> Int64 { shim_realtime_ns() / 1_000_000 }

  package func sleep(until deadline: Moment) -> Int32 {
    guard deadline < .never else { return -1 }
    let now = now()
    guard deadline > now else { return 0 }
    let left = deadline.nanoseconds - now.nanoseconds
    // Rounded up: waking a moment early would only mean to go to sleep again.
    return Int32(clamping: left / 1_000_000 + 1)
  }

  package func slept(until deadline: Moment) {}

  package func coarse() -> Moment { Moment(nanoseconds: shim_monotonic_coarse_ns()) }

  package func wasStopped(since moment: Moment) -> Bool {
    // The signal's handler runs on any thread, perhaps at this moment; who asks has lost much more than this.
    SystemPause.milliseconds(1)
    return shim_last_continued_ns() >= moment.nanoseconds
  }
}

/// A clock that stands still, and jumps to the next deadline when a loop has nothing else to do.
package final class VirtualClock: LoopClock {
  private let moment = Locked(Moment(nanoseconds: 0))
  private let continued = Locked<Moment?>(nil)
  /// 2000-01-01T00:00:00Z.
  private let start: Int64 = 946_684_800_000

  package init() {}

  package func now() -> Moment { moment.with { $0 } }

  package func wallMilliseconds() -> Int64 { start + now().nanoseconds / 1_000_000 }

  package func sleep(until deadline: Moment) -> Int32 { deadline < .never ? 0 : -1 }

  package func slept(until deadline: Moment) {
    guard deadline < .never else { return }
    moment.with { $0 = max($0, deadline) }
  }

  package func advance(by duration: Duration) { moment.with { $0 = $0 + duration } }

  /// The process is stopped for a while.
  package func stop(for duration: Duration) {
    advance(by: duration)
    let now = now()
    continued.with { $0 = now }
  }

  package func wasStopped(since moment: Moment) -> Bool { continued.with { $0.map { $0 >= moment } ?? false } }
}
