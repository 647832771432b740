import POSIXStream
import Testing

@Suite struct ClockTests {
  @Test(arguments: [
    (Int64(5), Duration.nanoseconds(7), Int64(12)),
    (5, .nanoseconds(-7), -2),
    (.max - 1, .nanoseconds(1), .max),
    (.max, .seconds(1), .max),
    (1, .seconds(Int64.max), .max),
    (.min, .nanoseconds(-1), .min),
    (-1, .seconds(Int64.min), .min),
  ])
  func `a moment moves on, and stops where it cannot`(start: Int64, step: Duration, end: Int64) {
    #expect(Moment(nanoseconds: start) + step == Moment(nanoseconds: end))
  }

  @Test(arguments: [
    (Int64(12), Int64(5), Duration.nanoseconds(7)),
    (5, 12, .nanoseconds(-7)),
    (.max, -1, .nanoseconds(Int64.max)),
    (.min, 1, .nanoseconds(Int64.min)),
  ])
  func `the time between two moments has a sign, and stops where it cannot go on`(
    later: Int64, earlier: Int64, between: Duration
  ) {
    #expect(Moment(nanoseconds: later) - Moment(nanoseconds: earlier) == between)
  }

  private static let durations: [(Duration, Int64)] = [
    (.seconds(1), 1_000_000_000),
    (.milliseconds(-1), -1_000_000),
    (.nanoseconds(1), 1),
    (Duration(secondsComponent: 0, attosecondsComponent: 999_999_999), 0),
    (.seconds(9_223_372_036), 9_223_372_036_000_000_000),
    (nanoseconds(9_223_372_036, 854_775_807), .max),
    (nanoseconds(9_223_372_036, 854_775_808), .max),
    (nanoseconds(-9_223_372_036, -854_775_808), .min),
    (nanoseconds(-9_223_372_036, -854_775_809), .min),
    (.seconds(Int64.max), .max),
    (.seconds(Int64.min), .min),
  ]

  private static func nanoseconds(_ seconds: Int64, _ nanoseconds: Int64) -> Duration {
    Duration(secondsComponent: seconds, attosecondsComponent: nanoseconds * 1_000_000_000)
  }

  @Test(arguments: durations)
  func `a duration is so many nanoseconds, or as many as there are`(duration: Duration, nanoseconds: Int64) {
    #expect(duration.wholeNanoseconds == nanoseconds)
  }

  @Test func `the system's clock goes forward and never sleeps less than asked`() {
    let clock = SystemClock.shared
    let now = clock.now()
    #expect(clock.now() >= now)
    #expect(clock.wallMilliseconds() > 1_700_000_000_000)
    #expect(clock.sleep(until: .never) == -1)
    #expect(clock.sleep(until: now) == 0)
    #expect(clock.sleep(until: Moment(nanoseconds: .min)) == 0)
    #expect(clock.sleep(until: now + .seconds(3_600)) > 3_590_000)
    #expect(clock.sleep(until: now + .seconds(3_600)) <= 3_600_001)
    #expect(clock.sleep(until: Moment(nanoseconds: .max - 1)) == .max)
  }

  @Test func `the virtual clock moves when it is told to, and never back`() {
    let clock = VirtualClock()
    let start = clock.now()
    let wall = clock.wallMilliseconds()
    clock.advance(by: .milliseconds(1_500))
    #expect(clock.now() - start == .milliseconds(1_500))
    #expect(clock.wallMilliseconds() == wall + 1_500)
    clock.slept(until: start + .seconds(1))
    #expect(clock.now() - start == .milliseconds(1_500))
    clock.slept(until: start + .seconds(2))
    #expect(clock.now() - start == .seconds(2))
    clock.slept(until: .never)
    #expect(clock.now() - start == .seconds(2))
  }
}
