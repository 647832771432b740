import Framing
import POSIXStream
import Routing

// What answers a frame: the first rule that takes it, and its actions in their fixed order.
extension Session {
  /// The answer of a route that has one rule, which takes every frame and does no more than reply.
  mutating func answerPlainly(_ plain: PlainAnswer, _ buffers: Buffers) {
    do throws(FrameRefusal) {
      try plain.render(into: &buffers.outbox, scope: scope)
      if plain.closes { end(.serverClose) }
    } catch {
      refuse(error)
    }
  }

  /// False where the answer has to wait.
  mutating func answerByRules(consumed: Int, _ buffers: Buffers) -> Bool {
    beginFrame(buffers)
    if let reporter = context.reporter { reporter(examine(buffers)) }
    do throws(FrameRefusal) {
      guard let rule = try decide(buffers) else {
        noteUnmatched()
        finishFrame(consumed: consumed, buffers)
        return true
      }
      noteMatch(rule)
      if delays(rule, consumed: consumed) { return false }
      try speak(state.rules[rule].actions, ruled: rule, buffers)
    } catch {
      refuse(error)
    }
    finishFrame(consumed: consumed, buffers)
    return true
  }

  func beginFrame(_ buffers: Buffers) {
    guard let memory, let frame = scope.frame else { return }
    let kind = decoder.framing.kind
    buffers.inbox.withBytes { memory.begin($0.extracting(frame), as: kind) }
  }

  /// Gives the answer that had to wait.
  mutating func completeFrame(_ pause: Memory.Pause, _ buffers: Buffers) {
    do throws(FrameRefusal) {
      try speak(state.rules[pause.rule].actions, ruled: pause.rule, buffers)
    } catch {
      refuse(error)
    }
    finishFrame(consumed: pause.consumed, buffers)
    scope.frame = nil
    buffers.inbox.consume(pause.consumed)
    frameBegan = .never
  }

  /// States may hand each other frames of no bytes, but not for ever: nothing else would run.
  private mutating func finishFrame(consumed: Int, _ buffers: Buffers) {
    guard let memory else { return }
    memory.finish()
    memory.emptyFrames = consumed > 0 ? 0 : memory.emptyFrames + 1
    guard memory.emptyFrames > Session.emptyFramesInTurn else { return }
    link.detail = "\(Session.emptyFramesInTurn) frames of no bytes in a row"
    context.counters.frameErrors["empty_frames", default: 0] += 1
    end(.badFrame)
  }

  /// So many frames in a row may take no byte.
  static let emptyFramesInTurn = 1000

  private func noteMatch(_ rule: Int) {
    context.counters.matches[context.firstRules[link.state] + rule] += 1
  }

  private func noteUnmatched() {
    context.counters.unmatched += 1
    context.log.unmatched(link)
  }
}

// MARK: - The step: when, let, set

extension Session {
  /// Chooses the rule and does its `let` and `set`, in one step where shared variables are concerned.
  private func decide(_ buffers: Buffers) throws(FrameRefusal) -> Int? {
    var rule: Int?
    try step(shared: context.sharing[link.state]) { () throws(FrameRefusal) in
      rule = try choose(buffers)
      if let rule { try settle(state.rules[rule].actions, buffers) }
    }
    return rule
  }

  /// Runs `body`; with the lock of the route's shared variables where it concerns them.
  private func step(
    shared isShared: Bool, _ body: () throws(FrameRefusal) -> Void
  ) throws(FrameRefusal) {
    guard isShared, let memory, let shared = context.shared else { return try body() }
    var refusal: FrameRefusal?
    shared.step { values in
      memory.bindings.shared = values
      do throws(FrameRefusal) {
        try body()
        values = memory.bindings.shared
      } catch {
        refusal = error
      }
    }
    if let refusal { throw refusal }
  }

  /// The first rule that takes the frame; its captures are bound.
  func choose(_ buffers: Buffers) throws(FrameRefusal) -> Int? {
    let dispatch = state.dispatch
    if dispatch.isImmediate { return 0 }
    return try scope.withSubject { (subject) throws(FrameRefusal) in
      var candidates = dispatch.candidates(for: subject)
      while let rule = dispatch.next(&candidates) {
        if try accepts(rule, subject, buffers) { return rule }
      }
      return nil
    }
  }

  private func accepts(_ rule: Int, _ subject: Span<UInt8>, _ buffers: Buffers) throws(FrameRefusal) -> Bool {
    try state.rules[rule].accepts(
      subject, contentOffset: scope.lineOffset, outbox: &buffers.outbox, scope: scope)
  }

  private func settle(_ actions: Actions, _ buffers: Buffers) throws(FrameRefusal) {
    guard let bindings = memory?.bindings else { return }
    for binding in actions.bindings {
      let bytes = try value(of: binding.value, buffers)
      bindings.bind(binding.slot, to: bytes.span)
    }
    for assignment in actions.assignments {
      bindings.set(assignment.target, to: try value(of: assignment.value, buffers))
    }
  }

  /// What a template says now, bounded as a reply is.
  func value(of template: Template, _ buffers: Buffers) throws(FrameRefusal) -> [UInt8] {
    try template.bytes(limit: replyLimit, with: &buffers.outbox, scope: scope)
  }

  private var replyLimit: Int { link.route.limits.reply ?? Int.max }
}

extension Bindings {
  fileprivate func set(_ target: Actions.Assignment.Target, to value: [UInt8]) {
    switch target {
    case .variable(let index): if index < variables.count { variables[index] = value }
    case .shared(let index): if index < shared.count { shared[index] = value }
    }
  }
}

// MARK: - The answer: reply, log, goto, close, reset

extension Session {
  /// Carries out what an event or a timer says. `following` is false where the connection ends anyway.
  mutating func perform(_ actions: Actions, _ buffers: Buffers, following: Bool = true) {
    guard ending == nil else { return }
    do throws(FrameRefusal) {
      if let memory {
        memory.bindings.begin()
        try step(shared: true) { () throws(FrameRefusal) in try settle(actions, buffers) }
      }
      try speak(actions, ruled: nil, buffers, following: following)
    } catch {
      refuse(error)
    }
  }

  /// What follows `let`, `set` and `delay`. Nothing of it is sent where a value cannot be converted.
  mutating func speak(
    _ actions: Actions, ruled rule: Int?, _ buffers: Buffers, following: Bool = true
  ) throws(FrameRefusal) {
    let before = (bytes: buffers.outbox.count, replies: link.replies)
    do throws(FrameRefusal) {
      for item in actions.replies { try reply(item, buffers) }
      if memory?.telnet != nil { buffers.outbox.escapeTelnet(from: before.bytes) }
      if let log = actions.log { try note(log, ruled: rule, buffers) }
    } catch {
      if case .badValue = error {
        buffers.outbox.withdraw(to: before.bytes)
        link.replies = before.replies
        context.wrapped?.removeAll { $0.range.upperBound > link.bytesOut + before.bytes }
      }
      throw error
    }
    follow(actions.ending, buffers, following: following)
  }

  private func reply(_ item: Reply, _ buffers: Buffers) throws(FrameRefusal) {
    for condition in item.conditions {
      guard try condition.holds(outbox: &buffers.outbox, scope: scope) else { return }
    }
    try reply(item.template, wrapping: item.wrapping, buffers)
  }

  private func reply(
    _ template: Template, wrapping: Reply.Wrapping = .route, _ buffers: Buffers
  ) throws(FrameRefusal) {
    let start = link.bytesOut + buffers.outbox.count
    buffers.outbox.openFrame(limit: replyLimit)
    do throws(FrameRefusal) {
      try template.render(into: &buffers.outbox, scope: scope)
      switch wrapping {
      case .route: try buffers.outbox.closeFrame(context.encoder)
      case .counted: try buffers.outbox.closeFrameUnchecked(context.encoder)
      case .other(let encoder):
        try buffers.outbox.closeFrame(encoder)
        context.wrapped?.append(WrappedReply(start..<link.bytesOut + buffers.outbox.count, encoder.kind))
      }
      link.replies += 1
    } catch {
      buffers.outbox.abandonFrame()
      throw error
    }
  }

  private func note(_ template: Template, ruled rule: Int?, _ buffers: Buffers) throws(FrameRefusal) {
    let text = try logText(template, buffers)
    context.log.said(link, rule: rule.flatMap { state.rules[$0].name }, text)
  }

  private func logText(_ template: Template, _ buffers: Buffers) throws(FrameRefusal) -> [UInt8] {
    do throws(FrameRefusal) {
      return try template.bytes(limit: Session.logLimit, with: &buffers.outbox, scope: scope)
    } catch {
      guard case .tooLong = error else { throw error }
      return Array("(longer than \(Session.logLimit) bytes)".utf8)
    }
  }

  /// Bytes of a `log` line's text.
  static let logLimit = 16 * 1024

  private mutating func follow(_ ending: Actions.Ending, _ buffers: Buffers, following: Bool) {
    switch ending {
    case .stay, .resume: break
    case .close: end(.serverClose)
    case .reset:
      link.failure = .serverReset
      end(.serverReset)
    case .goto(let goto): if following { go(goto, buffers) }
    }
  }

  /// Counts a reply that cannot go out; it ends the connection.
  mutating func refuse(_ refusal: FrameRefusal) {
    context.counters.frameErrors[refusal.label, default: 0] += 1
    if case .tooLong = refusal { end(.replyTooLong) } else { end(.replyInvalid) }
    link.detail = refusal.detail
  }
}
