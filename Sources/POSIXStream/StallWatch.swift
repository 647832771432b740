/// What made a turn of a loop long.
package struct Stall: Sendable, Hashable {
  package let length: Duration
  package let cause: Cause

  package init(length: Duration, cause: Cause) {
    self.length = length
    self.cause = cause
  }

  package enum Cause: Sendable, Hashable {
    /// One piece of work took more than half of it, this long.
    case activity(Activity, Duration)
    /// So many pieces of work, none of which took more than half.
    case many(Int)
    /// The process was stopped and continued meanwhile: SIGSTOP, a debugger.
    case stopped
  }
}

/// A piece of work that a loop does at a time: what runs from one wait to the next.
package struct Activity: Sendable, Hashable {
  package var stage: Stage
  package var owner: GateOwner

  package init(stage: Stage, owner: GateOwner) {
    self.stage = stage
    self.owner = owner
  }

  /// Why it runs.
  package enum Stage: String, Sendable {
    case start, read, write, timer, turn
    /// What came from other threads, and what tasks do besides connections.
    case job
  }
}

/// Whose gate it is, in eight bytes, which an idle connection has to spare: the place of a name in the loop's
/// table of names, and 48 bits of a number.
package struct GateOwner: Sendable, Hashable {
  private let bits: UInt64

  /// Nobody in particular.
  package static let none = GateOwner(name: 0, number: 0)

  package init(name: Int, number: UInt64) {
    bits = UInt64(UInt16(truncatingIfNeeded: name)) << 48 | number & 0xffff_ffff_ffff
  }

  package var name: Int { Int(bits >> 48) }
  package var number: UInt64 { bits & 0xffff_ffff_ffff }
}

/// Notes the longest piece of work of a turn.
///
/// Most turns have one piece, and nothing is measured then: the two looks at the clock that a turn needs anyway
/// enclose it. Between two pieces the clock is read in its cheap form.
struct StallWatch {
  private var current = Activity(stage: .job, owner: .none)
  private var since: Int64 = 0
  private var longest = Activity(stage: .job, owner: .none)
  private var longestSpan: Int64 = 0
  private var count = 0

  mutating func turnBegins(at now: Moment) {
    since = now.nanoseconds
    count = 0
    longestSpan = 0
    current = Activity(stage: .job, owner: .none)
  }

  /// Another piece of work begins, and the last one has ended.
  mutating func begins(_ stage: Activity.Stage, _ owner: GateOwner, _ clock: any LoopClock) {
    if count > 0 { settle(at: clock.coarse()) }
    count &+= 1
    current = Activity(stage: stage, owner: owner)
  }

  private mutating func settle(at now: Moment) {
    let span = now.nanoseconds &- since
    since = now.nanoseconds
    guard span > longestSpan else { return }
    longestSpan = span
    longest = current
  }

  /// What the turn that ends now, `length` after it began, was long for.
  mutating func stall(of length: Duration, until now: Moment) -> Stall {
    settle(at: now)
    let span = Duration.nanoseconds(longestSpan)
    let hasCulprit = count <= 1 || span * 2 > length
    return Stall(length: length, cause: hasCulprit ? .activity(longest, min(span, length)) : .many(count))
  }
}
