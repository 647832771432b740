import Framing
import POSIXStream
import Routing

/// One connection's way through its route: which bytes are frames, what answers them, and when it is over.
///
/// It never waits and never touches the stream: `Connection` asks it what to write, what to wait for
/// and whether to end.
///
/// A suspended function keeps in its frame everything that lives across the wait, and every local of
/// whatever was inlined into it. An idle connection is a task with a few such frames and little else, so
/// what they hold is a reference to this, and what they call of it is not inlined: that makes 4 KiB of a
/// connection 1.
final class Session {
  // In an order that leaves no gaps: there is one for every idle connection.
  let link: Link
  let memory: Memory?
  /// Where in its route it is.
  private(set) var state: State
  /// When the frame that has begun to arrive did so; `never` where none has.
  var frameBegan = Moment.never
  var decoder: FrameDecoder
  private var foreign = ForeignProtocol()
  var awaitsFirstFrame: Bool
  /// The peer has ended its stream.
  private(set) var ended = false
  /// Why the connection is to end, once that is decided; the first reason stays.
  private(set) var ending: CloseReason?
  /// `frame`, or a range that none can be.
  private var inHand = -1 ..< -1

  /// The payload of the frame in hand, in the inbox.
  var frame: Range<Int>? {
    get { inHand.lowerBound < 0 ? nil : inHand }
    set { inHand = newValue ?? -1 ..< -1 }
  }

  /// What became of the bytes that were there.
  enum Progress {
    /// No whole frame is left.
    case needsBytes
    /// Frames may be left, but enough is owed for now.
    case full
    /// The answer to a frame has to wait until `pauseEnds`.
    case delayed
    /// The connection is to end once what is owed is out.
    case ended

    var goesOn: Bool { self == .full || self == .delayed }
  }

  private init(_ link: Link) {
    let context = link.context
    self.link = link
    memory = context.needsMemory ? Memory(context.route) : nil
    state = context.route.states[context.route.start]
    decoder = context.decoders[context.route.start]
    awaitsFirstFrame = context.route.foreign == .refuse
    if memory != nil { begin() }
  }

  @inline(never)
  static func taken(by link: Link) -> Session { Session(link) }

  var context: RouteContext { link.context }

  /// Goes to another state of the route.
  func move(to index: Int) {
    link.state = index
    state = link.route.states[index]
  }

  @inline(never)
  func end(_ reason: CloseReason) {
    if ending == nil { ending = reason }
  }

  /// An event's `close: true` says no more than that the event ends the connection, which has a better reason.
  func end(_ reason: CloseReason, over weaker: CloseReason) {
    if ending == nil || ending == weaker { ending = reason }
  }

  /// The peer has ended its stream: what is left is answered as far as it is whole.
  @inline(never)
  func peerEnded() {
    ended = true
    memory?.endOfStream = link.now
  }
}

// MARK: - Frames

extension Session {
  /// Answers every whole frame in the inbox, until `highWater` bytes are owed.
  @inline(never)
  func answer(_ buffers: Buffers) -> Progress {
    let before = (frames: link.frames, replies: link.replies)
    defer { count(frames: link.frames - before.frames, replies: link.replies - before.replies) }
    defer { memory?.stripped = buffers.inbox.count }
    if let memory {
      stripTelnet(buffers)
      if memory.pause != nil, !goOn(buffers) { return .delayed }
    }
    let (plain, hasReady) = (context.plain, !context.ready.isEmpty)
    let stencil = plain?.batches
    while ending == nil {
      if stencil != nil || hasReady, !awaitsFirstFrame, !ended { answerReady(stencil, memory, buffers) }
      if buffers.outbox.count >= Owing.highWater { return .full }
      if awaitsFirstFrame, refusesForeign(buffers) { break }
      let step = buffers.inbox.withBytes { ended ? decoder.finish($0) : decoder.next($0) }
      switch step {
      case .frame(let payload, let consumed):
        guard answer(payload, consumed: consumed, plain, buffers) else { return .delayed }
      case .skip(let count):
        buffers.inbox.consume(count)
        if !decoder.isPassing { boundaryReached(buffers) }
      case .incomplete:
        noteFrameBegin(buffers)
        if isTooOld { end(.maxAge) } else if !tick(buffers) { return .needsBytes }
      case .failed(let error): fail(error, buffers)
      }
    }
    return .ended
  }

  /// Answers what needs no rule to be asked, up to the first frame that does.
  private func answerReady(_ stencil: Stencil?, _ memory: Memory?, _ buffers: Buffers) {
    let answered: FrameDecoder.Answered
    if let stencil {
      answered = decoder.answer(&buffers.inbox, by: stencil, into: &buffers.outbox, room: Owing.highWater)
    } else if let ready = context.ready[link.state] {
      answered = decoder.answer(
        &buffers.inbox, by: ready, into: &buffers.outbox, room: Owing.highWater, matches: &context.counters.matches,
        from: context.firstRules[link.state])
    } else {
      return
    }
    guard answered.frames > 0 else { return }
    link.frames += answered.frames
    link.replies += answered.replies
    memory?.emptyFrames = 0
    frameBegan = .never
  }

  /// The route's counters are touched once for a batch.
  private func count(frames: Int, replies: Int) {
    context.counters.frames += frames
    context.counters.replies += replies
    if context.plain != nil { context.counters.matches[0] += frames }
  }

  /// False where the answer has to wait.
  private func answer(_ payload: Range<Int>, consumed: Int, _ plain: PlainAnswer?, _ buffers: Buffers) -> Bool {
    awaitsFirstFrame = false
    link.frames += 1
    frame = payload
    if let plain {
      answerPlainly(plain, payload, buffers)
    } else if !answerByRules(consumed: consumed, buffers) {
      return false
    }
    frame = nil
    buffers.inbox.consume(consumed)
    frameBegan = .never
    return true
  }

  private func fail(_ error: FrameError, _ buffers: Buffers) {
    context.counters.frameErrors[error.label, default: 0] += 1
    if case .bad(.eofInFrame) = error {
      link.partial = buffers.inbox.count
      buffers.inbox.consume(buffers.inbox.count)
      return
    }
    fail(error, buffers) { $0.decoder.resume() }
  }

  /// What a frame that is none leads to. `resume` says whether there is a boundary to go on from.
  func fail(_ error: FrameError, _ buffers: Buffers, resume: (Session) -> Bool) {
    link.detail = error.label
    let (event, reason) =
      error.isTooLong
      ? (link.route.events.oversize, CloseReason.frameTooLong) : (link.route.events.badFrame, .badFrame)
    let resumes = event.map { goesOn(after: $0) } == true && resume(self)
    if let event { perform(event, buffers, following: resumes) }
    awaitsFirstFrame = false
    if resumes, ending == nil { context.log.resumed(link, reason) } else { end(reason, over: .serverClose) }
  }

  /// A state that reads one frame of a size of its own is left by a rule, or here by a `goto`.
  private func goesOn(after event: Actions) -> Bool {
    switch event.ending {
    case .resume: state.size == nil
    case .goto: true
    default: false
    }
  }

  /// What was passed over ends here.
  private func boundaryReached(_ buffers: Buffers) {
    frameBegan = .never
    if let detour = memory?.detour.take() { enter(detour, buffers) }
  }
}

// MARK: - Foreign protocols

extension Session {
  private func refusesForeign(_ buffers: Buffers) -> Bool {
    guard buffers.inbox.withBytes({ foreign.judge($0) }) == .foreign, !expectsForeign(buffers) else { return false }
    context.counters.rejected[.foreignProtocol, default: 0] += 1
    end(.foreignProtocol)
    return true
  }

  /// Whether a rule that is no catch-all would take the bytes that look foreign.
  private func expectsForeign(_ buffers: Buffers) -> Bool {
    guard !state.dispatch.isImmediate else { return false }
    let first = buffers.inbox.withBytes { $0[0] }
    if first == ForeignProtocol.handshake { return state.rules.contains { $0.beginsWith(first) } }
    var trial = decoder
    let line = foreign.searched + 1
    guard case .frame(let payload, _) = buffers.inbox.withBytes({ trial.next($0.extracting(0..<line)) }) else {
      return false
    }
    frame = payload
    defer { frame = nil }
    beginFrame(state, memory, buffers)
    guard let rule = try? choose(state, memory, buffers) else { return false }
    return !state.rules[rule].isCatchAll
  }
}

extension Rule {
  /// Whether every frame that one of its patterns matches begins with this byte.
  fileprivate func beginsWith(_ byte: UInt8) -> Bool {
    guard case .patterns(let patterns) = match else { return false }
    return patterns.contains { $0.literalPrefix.first == byte }
  }
}
