import Framing
import POSIXStream
import Routing

// When the connection has waited long enough, and for what.
extension Session {
  /// What a deadline was for.
  enum Due {
    case ending(CloseReason)
    /// A timer of the route.
    case tick
  }

  /// A frame has begun when bytes are left that are not yet a whole one, or the rest of one is passed over.
  func noteFrameBegin(_ buffers: Buffers) {
    if buffers.inbox.isEmpty, !decoder.isPassing {
      frameBegan = .never
    } else if frameBegan == .never {
      frameBegan = link.now
    }
  }

  /// Reading was off for a while, which is not the peer's doing.
  @inline(never)
  func readingWasOff(since: Moment) {
    if frameBegan < .never { frameBegan = frameBegan + (link.now - max(frameBegan, since)) }
    if since < link.now { dropTicks(after: since) }
  }

  /// When waiting for the next bytes must end.
  var deadline: Moment { @inline(never) get { nextDue.at } }

  /// Of a peer that never ceases to send, no deadline is ever waited for.
  var isTooOld: Bool { !ended && context.patience.connection.from(link.began) <= link.now }

  /// What is due, if anything is.
  @inline(never)
  func overdue() -> Due? { nextDue.at <= link.now ? nextDue.due : nil }

  private var nextDue: (at: Moment, due: Due) {
    var next = (at: context.patience.idle.from(link.lastByte), due: Due.ending(.idleTimeout))
    if frameBegan < .never, state.isTimed {
      let at = context.patience.frame.from(frameBegan)
      if at < next.at { next = (at, .ending(.frameTimeout)) }
    }
    let oldest = context.patience.connection.from(link.began)
    if oldest < next.at { next = (oldest, .ending(.maxAge)) }
    if let tick = nextTick, tick.at < next.at { next = (tick.at, .tick) }
    return next
  }
}

// MARK: - Timers

extension Session {
  private var nextTick: (at: Moment, timer: Int)? {
    guard let memory, !memory.ticks.isEmpty else { return nil }
    return memory.ticks.enumerated().min { $0.element < $1.element }.map { ($0.element, $0.offset) }
  }

  /// Sets the route's timers, from this moment on.
  func startTimers() {
    memory?.ticks = link.route.timers.map { timer in
      switch timer.schedule {
      case .every(let interval), .after(let interval): link.now + interval
      }
    }
  }

  /// Carries out what a timer says whose time has come. False where there is none.
  func tick(_ buffers: Buffers) -> Bool {
    guard let memory, let (at, timer) = nextTick, at <= link.now, !memory.hurries, !ended else { return false }
    memory.ticks[timer] = next(timer, after: at)
    perform(link.route.timers[timer].actions, buffers)
    return true
  }

  /// Ticks that came due while the connection was busy are dropped; what is to happen once still happens.
  private func dropTicks(after since: Moment) {
    guard let memory, !memory.ticks.isEmpty else { return }
    for timer in memory.ticks.indices {
      let due = memory.ticks[timer]
      guard due > since, due <= link.now, case .every = link.route.timers[timer].schedule else { continue }
      memory.ticks[timer] = next(timer, after: due)
    }
  }

  /// The first tick after now: ticks that were missed are not made good.
  private func next(_ timer: Int, after due: Moment) -> Moment {
    guard case .every(let interval) = link.route.timers[timer].schedule else { return .never }
    let step = max(interval.wholeNanoseconds, 1)
    let missed = max(0, link.now.nanoseconds - due.nanoseconds) / step
    let (ahead, overflow) = due.nanoseconds.addingReportingOverflow((missed + 1) * step)
    return overflow ? .never : Moment(nanoseconds: ahead)
  }
}

// MARK: - Delays

extension Session {
  /// Whether the answer has to wait, which is then remembered.
  func delays(_ rule: Int, by delay: Duration, consumed: Int) -> Bool {
    guard let memory, delay > .zero, !memory.hurries else { return false }
    memory.pause = Memory.Pause(rule: rule, until: link.now + delay, consumed: consumed)
    return true
  }

  /// When a wait for a delayed answer must end, whatever the reason.
  var pauseEnds: Moment {
    @inline(never) get {
      guard let memory, let pause = memory.pause else { return link.now }
      return min(pause.until, context.patience.connection.from(link.began), halfClosedEnds)
    }
  }

  private var halfClosedEnds: Moment { memory?.endOfStream.map { context.patience.halfClosed.from($0) } ?? .never }

  /// The loop asks to finish: nothing is delayed from now on.
  @inline(never)
  func hurry() { memory?.hurries = true }

  /// Gives the answer that waited. False where it still has to wait.
  func goOn(_ buffers: Buffers) -> Bool {
    guard let memory, let pause = memory.pause else { return true }
    if !memory.hurries, link.now < pause.until {
      guard pauseEnds <= link.now else { return false }
      end(halfClosedEnds <= link.now ? .halfClosedTimeout : .maxAge)
    }
    memory.pause = nil
    link.lastByte = link.now
    if ending == nil { completeFrame(pause, buffers) }
    return true
  }
}
