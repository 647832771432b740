import Framing
import POSIXStream
import Routing

/// One connection's way through its route: which bytes are frames, what answers them, and when it is over.
///
/// It never waits and never touches the stream: `Connection` asks it what to write, what to wait for
/// and whether to end.
struct Session {
  private let link: Link
  private var decoder: FrameDecoder
  private var scope: ReplyScope
  private let state: Int
  private var foreign = ForeignProtocol()
  private var awaitsFirstFrame: Bool
  private let frameTimerRuns: Bool
  private var frameBegan: Moment?
  private var ended = false
  /// Why the connection is to end, once that is decided; the first reason stays.
  private(set) var ending: CloseReason?

  /// What became of the bytes that were there.
  enum Progress {
    /// No whole frame is left.
    case needsBytes
    /// Frames may be left, but enough is owed for now.
    case full
    /// The connection is to end once what is owed is out.
    case ended
  }

  init(_ link: Link) {
    self.link = link
    let route = link.route
    state = route.start
    decoder = link.context.decoder
    frameTimerRuns = decoder.framing.kind != .eof
    scope = ReplyScope(link: link)
    awaitsFirstFrame = route.foreign == .refuse
  }

  private var context: RouteContext { link.context }

  mutating func end(_ reason: CloseReason) {
    if ending == nil { ending = reason }
  }
}

// MARK: - Frames

extension Session {
  /// Answers every whole frame in the inbox, until `highWater` bytes are owed.
  mutating func answer(_ buffers: Buffers) -> Progress {
    let before = (frames: link.frames, replies: link.replies)
    defer { count(frames: link.frames - before.frames, replies: link.replies - before.replies) }
    while ending == nil {
      if buffers.outbox.count >= Owing.highWater { return .full }
      if awaitsFirstFrame, refusesForeign(buffers) { break }
      let step = buffers.inbox.withBytes { ended ? decoder.finish($0) : decoder.next($0) }
      switch step {
      case .frame(let payload, let consumed):
        answerFrame(payload, buffers)
        buffers.inbox.consume(consumed)
        frameBegan = nil
      case .skip(let count):
        buffers.inbox.consume(count)
        if !decoder.isPassing { frameBegan = nil }
      case .incomplete:
        noteFrameBegin(buffers)
        if !isTooOld { return .needsBytes }
        end(.maxAge)
      case .failed(let error): fail(error, buffers)
      }
    }
    return .ended
  }

  /// The route's counters are touched once for a batch.
  private func count(frames: Int, replies: Int) {
    context.counters.frames += frames
    context.counters.replies += replies
    if !context.counters.matches.isEmpty { context.counters.matches[0] += frames }
  }

  private mutating func answerFrame(_ payload: Range<Int>, _ buffers: Buffers) {
    awaitsFirstFrame = false
    link.frames += 1
    scope.frame = payload
    defer { scope.frame = nil }
    guard let rule = link.route.states[state].rules.first else { return }
    perform(rule.actions, buffers)
  }

  /// Renders the replies of a rule or an event. The first that cannot go out ends the connection.
  private mutating func perform(_ actions: Actions, _ buffers: Buffers) {
    for item in actions.replies where ending == nil { reply(item.template, buffers) }
    if actions.ending == .close { end(.serverClose) }
  }

  private mutating func reply(_ template: Template, _ buffers: Buffers) {
    buffers.outbox.openFrame(limit: link.route.limits.reply ?? Int.max)
    do throws(FrameRefusal) {
      try template.render(into: &buffers.outbox, scope: scope)
      try buffers.outbox.closeFrame(context.encoder)
      link.replies += 1
    } catch {
      buffers.outbox.abandonFrame()
      refuse(error)
    }
  }

  private mutating func refuse(_ refusal: FrameRefusal) {
    context.counters.frameErrors[refusal.label, default: 0] += 1
    if case .tooLong = refusal { end(.replyTooLong) } else { end(.replyInvalid) }
    link.detail = refusal.detail
  }

  private mutating func fail(_ error: FrameError, _ buffers: Buffers) {
    context.counters.frameErrors[error.label, default: 0] += 1
    if case .bad(.eofInFrame) = error {
      link.partial = buffers.inbox.count
      buffers.inbox.consume(buffers.inbox.count)
      return
    }
    link.detail = error.label
    let (event, reason) =
      error.isTooLong
      ? (link.route.events.oversize, CloseReason.frameTooLong) : (link.route.events.badFrame, .badFrame)
    let resumes = event?.ending == .resume && decoder.resume()
    if let event { perform(event, buffers) }
    awaitsFirstFrame = false
    if resumes { context.log.resumed(link, reason) } else { end(reason, over: .serverClose) }
  }

  /// An event's `close: true` says no more than that the event ends the connection, which has a better reason.
  private mutating func end(_ reason: CloseReason, over weaker: CloseReason) {
    if ending == nil || ending == weaker { ending = reason }
  }

  private mutating func refusesForeign(_ buffers: Buffers) -> Bool {
    guard buffers.inbox.withBytes({ foreign.judge($0) }) == .foreign else { return false }
    context.counters.rejected[.foreignProtocol, default: 0] += 1
    end(.foreignProtocol)
    return true
  }
}

// MARK: - Time

extension Session {
  /// A frame has begun when bytes are left that are not yet a whole one, or the rest of one is passed over.
  private mutating func noteFrameBegin(_ buffers: Buffers) {
    if buffers.inbox.isEmpty, !decoder.isPassing {
      frameBegan = nil
    } else if frameBegan == nil {
      frameBegan = link.now
    }
  }

  /// Reading was off for a while, which is not the peer's doing.
  mutating func readingWasOff(since: Moment) {
    if let began = frameBegan { frameBegan = began + (link.now - max(began, since)) }
  }

  /// When waiting for the next bytes must end.
  var deadline: Moment { nextDue.at }

  /// Of a peer that never ceases to send, no deadline is ever waited for.
  private var isTooOld: Bool { !ended && context.patience.connection.from(link.began) <= link.now }

  /// What is due, if anything is.
  func overdue() -> CloseReason? { nextDue.at <= link.now ? nextDue.reason : nil }

  private var nextDue: (at: Moment, reason: CloseReason) {
    var due = (at: context.patience.idle.from(link.lastByte), reason: CloseReason.idleTimeout)
    if frameTimerRuns, let began = frameBegan {
      let at = context.patience.frame.from(began)
      if at < due.at { due = (at, .frameTimeout) }
    }
    let oldest = context.patience.connection.from(link.began)
    if oldest < due.at { due = (oldest, .maxAge) }
    return due
  }
}

// MARK: - Events

extension Session {
  var greets: Bool { link.route.events.connect != nil }

  private mutating func say(_ event: Actions, _ buffers: Buffers) {
    let before = link.replies
    perform(event, buffers)
    context.counters.replies += link.replies - before
  }

  mutating func greet(_ buffers: Buffers) {
    if let event = link.route.events.connect { say(event, buffers) }
  }

  mutating func refuse(_ reason: CloseReason, _ buffers: Buffers) {
    if let event = link.route.events.refused { say(event, buffers) }
    end(reason, over: .serverClose)
  }

  /// The peer has ended its stream: what is left is answered as far as it is whole.
  mutating func peerEnded() { ended = true }

  mutating func farewell(_ buffers: Buffers) {
    if ending == nil, let event = link.route.events.eof { say(event, buffers) }
    end(.clientFin, over: .serverClose)
  }

  /// A deadline has passed. Only `idle` may go on.
  mutating func timeOut(_ reason: CloseReason, _ buffers: Buffers) {
    let event =
      reason == .idleTimeout ? link.route.events.idle : reason == .frameTimeout ? link.route.events.frameTimeout : nil
    if let event { say(event, buffers) }
    if reason == .idleTimeout, event?.ending == .resume {
      link.lastByte = link.now
    } else {
      end(reason, over: .serverClose)
    }
  }

  mutating func shutDown(_ buffers: Buffers) {
    if ending == nil, let event = link.route.events.shutdown { say(event, buffers) }
    end(.drain, over: .serverClose)
  }
}
