package import POSIXStream

/// A virtual clock of which every look costs a little time, so that a loop that never sleeps grows older too.
package final class TickingClock: LoopClock {
  private let clock = VirtualClock()
  private let tick: Duration

  package init(tick: Duration = .milliseconds(1)) { self.tick = tick }

  package func now() -> Moment {
    clock.advance(by: tick)
    return clock.now()
  }

  package func wallMilliseconds() -> Int64 { clock.wallMilliseconds() }
  package func sleep(until deadline: Moment) -> Int32 { clock.sleep(until: deadline) }
  package func slept(until deadline: Moment) { clock.slept(until: deadline) }
  package func advance(by duration: Duration) { clock.advance(by: duration) }
}
