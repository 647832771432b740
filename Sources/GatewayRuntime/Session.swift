import Framing
import POSIXStream
import Routing

/// One connection's way through its route: which bytes are frames, what answers them, and when it is over.
///
/// It never waits and never touches the stream: `Connection` asks it what to write, what to wait for
/// and whether to end.
struct Session {
  var scope: ReplyScope
  var decoder: FrameDecoder
  /// When the frame that has begun to arrive did so; `never` where none has.
  var frameBegan = Moment.never
  private var foreign = ForeignProtocol()
  var awaitsFirstFrame: Bool
  var frameTimerRuns: Bool
  /// The peer has ended its stream.
  private(set) var ended = false
  /// Why the connection is to end, once that is decided; the first reason stays.
  private(set) var ending: CloseReason?

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

  init(_ link: Link) {
    let context = link.context
    scope = ReplyScope(link: link, memory: context.needsMemory ? Memory(context.route) : nil)
    decoder = context.decoders[context.route.start]
    frameTimerRuns = decoder.framing.kind != .eof
    awaitsFirstFrame = context.route.foreign == .refuse
    if scope.memory != nil { begin() }
  }

  var link: Link { scope.link }
  var memory: Memory? { scope.memory }
  var context: RouteContext { scope.link.context }
  var state: State { link.route.states[link.state] }

  mutating func end(_ reason: CloseReason) {
    if ending == nil { ending = reason }
  }

  /// An event's `close: true` says no more than that the event ends the connection, which has a better reason.
  mutating func end(_ reason: CloseReason, over weaker: CloseReason) {
    if ending == nil || ending == weaker { ending = reason }
  }

  /// The peer has ended its stream: what is left is answered as far as it is whole.
  mutating func peerEnded() {
    ended = true
    memory?.endOfStream = link.now
  }
}

// MARK: - Frames

extension Session {
  /// Answers every whole frame in the inbox, until `highWater` bytes are owed.
  mutating func answer(_ buffers: Buffers) -> Progress {
    let before = (frames: link.frames, replies: link.replies)
    defer { count(frames: link.frames - before.frames, replies: link.replies - before.replies) }
    defer { memory?.stripped = buffers.inbox.count }
    if let memory {
      stripTelnet(buffers)
      if memory.pause != nil, !goOn(buffers) { return .delayed }
    }
    while ending == nil {
      if buffers.outbox.count >= Owing.highWater { return .full }
      if awaitsFirstFrame, refusesForeign(buffers) { break }
      let step = buffers.inbox.withBytes { ended ? decoder.finish($0) : decoder.next($0) }
      switch step {
      case .frame(let payload, let consumed):
        guard answer(payload, consumed: consumed, buffers) else { return .delayed }
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

  /// The route's counters are touched once for a batch.
  private func count(frames: Int, replies: Int) {
    context.counters.frames += frames
    context.counters.replies += replies
    if context.plain != nil { context.counters.matches[0] += frames }
  }

  /// False where the answer has to wait.
  private mutating func answer(_ payload: Range<Int>, consumed: Int, _ buffers: Buffers) -> Bool {
    awaitsFirstFrame = false
    link.frames += 1
    scope.frame = payload
    if let plain = context.plain {
      answerPlainly(plain, buffers)
    } else if !answerByRules(consumed: consumed, buffers) {
      return false
    }
    scope.frame = nil
    buffers.inbox.consume(consumed)
    frameBegan = .never
    return true
  }

  private mutating func fail(_ error: FrameError, _ buffers: Buffers) {
    context.counters.frameErrors[error.label, default: 0] += 1
    if case .bad(.eofInFrame) = error {
      link.partial = buffers.inbox.count
      buffers.inbox.consume(buffers.inbox.count)
      return
    }
    fail(error, buffers) { $0.decoder.resume() }
  }

  /// What a frame that is none leads to. `resume` says whether there is a boundary to go on from.
  mutating func fail(_ error: FrameError, _ buffers: Buffers, resume: (inout Session) -> Bool) {
    link.detail = error.label
    let (event, reason) =
      error.isTooLong
      ? (link.route.events.oversize, CloseReason.frameTooLong) : (link.route.events.badFrame, .badFrame)
    let resumes = event.map { goesOn(after: $0) } == true && resume(&self)
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
  private mutating func boundaryReached(_ buffers: Buffers) {
    frameBegan = .never
    if let detour = memory?.detour.take() { enter(detour, buffers) }
  }
}

// MARK: - Foreign protocols

extension Session {
  private mutating func refusesForeign(_ buffers: Buffers) -> Bool {
    guard buffers.inbox.withBytes({ foreign.judge($0) }) == .foreign, !expectsForeign(buffers) else { return false }
    context.counters.rejected[.foreignProtocol, default: 0] += 1
    end(.foreignProtocol)
    return true
  }

  /// Whether a rule that is no catch-all would take the bytes that look foreign.
  private mutating func expectsForeign(_ buffers: Buffers) -> Bool {
    guard !state.dispatch.isImmediate else { return false }
    let first = buffers.inbox.withBytes { $0[0] }
    if first == ForeignProtocol.handshake { return state.rules.contains { $0.beginsWith(first) } }
    var trial = decoder
    let line = foreign.searched + 1
    guard case .frame(let payload, _) = buffers.inbox.withBytes({ trial.next($0.extracting(0..<line)) }) else {
      return false
    }
    scope.frame = payload
    defer { scope.frame = nil }
    beginFrame(buffers)
    guard let rule = try? choose(buffers) else { return false }
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
