import Framing
import POSIXStream
import Routing

// What answers a frame: the first rule that takes it, and its actions in their fixed order.
extension Session {
  /// The answer of a route that has one rule, which takes every frame and does no more than reply.
  func answerPlainly(_ plain: PlainAnswer, _ payload: Range<Int>, _ buffers: Buffers) {
    do throws(FrameRefusal) {
      try buffers.inbox.withBytes { (bytes) throws(FrameRefusal) in
        try plain.render(bytes.extracting(payload), into: &buffers.outbox, scope: self)
      }
      if plain.closes { end(.serverClose) }
    } catch {
      refuse(error)
    }
  }

  /// False where the answer has to wait.
  func answerByRules(consumed: Int, _ buffers: Buffers) -> Bool {
    // What is read from a property is counted each time; so it is handed on.
    let (state, memory) = (state, memory)
    beginFrame(state, memory, buffers)
    if let reporter = context.reporter { reporter(examine(buffers)) }
    do throws(FrameRefusal) {
      if let index = try decide(state, memory, buffers) {
        let rule = state.rules[index]
        noteMatch(index)
        if let delay = rule.actions.delay, delays(index, by: delay, consumed: consumed) { return false }
        try speak(rule.actions, ruled: index, buffers)
      } else {
        noteUnmatched()
      }
    } catch {
      refuse(error)
    }
    if let memory { finishFrame(memory, consumed: consumed) }
    return true
  }

  func beginFrame(_ state: State, _ memory: Memory?, _ buffers: Buffers) {
    guard let memory, let frame else { return }
    memory.begin()
    guard state.parts != .none else { return }
    buffers.inbox.withBytes { memory.take(state.parts, of: $0.extracting(frame), by: decoder) }
  }

  /// Gives the answer that had to wait.
  func completeFrame(_ pause: Memory.Pause, _ buffers: Buffers) {
    do throws(FrameRefusal) {
      try speak(state.rules[pause.rule].actions, ruled: pause.rule, buffers)
    } catch {
      refuse(error)
    }
    if let memory { finishFrame(memory, consumed: pause.consumed) }
    frame = nil
    buffers.inbox.consume(pause.consumed)
    frameBegan = .never
  }

  /// States may hand each other frames of no bytes, but not for ever: nothing else would run.
  private func finishFrame(_ memory: Memory, consumed: Int) {
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
  private func decide(_ state: State, _ memory: Memory?, _ buffers: Buffers) throws(FrameRefusal) -> Int? {
    let sharing = context.sharing[link.state]
    var isConcerned = false
    // Until a rule is asked that names a shared variable, there is nothing to lock.
    var rule = try choose(state, memory, buffers) { candidate in
      isConcerned = !sharing.isEmpty && sharing[candidate]
      return isConcerned
    }
    guard isConcerned else {
      if let rule, let memory { try settle(state.rules[rule].actions, memory.bindings, buffers) }
      return rule
    }
    try step { () throws(FrameRefusal) in
      rule = try choose(state, memory, buffers)
      if let rule, let memory { try settle(state.rules[rule].actions, memory.bindings, buffers) }
    }
    return rule
  }

  /// Runs `body`; with the lock of the route's shared variables where there are any.
  private func step(_ body: () throws(FrameRefusal) -> Void) throws(FrameRefusal) {
    guard let memory, let shared = context.shared else { return try body() }
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

  /// The first rule that takes the frame; its captures are bound. Nothing where `stops` says so of one that is to be
  /// asked before.
  func choose(
    _ state: State, _ memory: Memory?, _ buffers: Buffers, stops: (Int) -> Bool = { _ in false }
  ) throws(FrameRefusal) -> Int? {
    if state.dispatch.isImmediate { return stops(0) ? nil : 0 }
    return try withLine(in: buffers) { (subject) throws(FrameRefusal) in
      var candidates = state.dispatch.candidates(for: subject)
      while let rule = state.dispatch.next(&candidates), !stops(rule) {
        let takes = try state.rules[rule].accepts(
          subject, contentOffset: lineOffset, bindings: memory?.bindings, outbox: &buffers.outbox, scope: self)
        if takes { return rule }
      }
      return nil
    }
  }

  private func settle(_ actions: Actions, _ bindings: Bindings, _ buffers: Buffers) throws(FrameRefusal) {
    for index in actions.bindings.indices {
      let bytes = try value(of: actions.bindings[index].value, buffers)
      bindings.bind(actions.bindings[index].slot, to: bytes.span)
    }
    for index in actions.assignments.indices {
      let bytes = try value(of: actions.assignments[index].value, buffers)
      bindings.set(actions.assignments[index].target, to: bytes)
    }
  }

  /// What a template says now, bounded as a reply is.
  func value(of template: Template, _ buffers: Buffers) throws(FrameRefusal) -> [UInt8] {
    try template.bytes(limit: replyLimit, with: &buffers.outbox, scope: self)
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
  func perform(_ actions: Actions, _ buffers: Buffers, following: Bool = true) {
    guard ending == nil else { return }
    do throws(FrameRefusal) {
      if let memory {
        memory.bindings.begin()
        try step { () throws(FrameRefusal) in try settle(actions, memory.bindings, buffers) }
      }
      try speak(actions, ruled: nil, buffers, following: following)
    } catch {
      refuse(error)
    }
  }

  /// What follows `let`, `set` and `delay`. Nothing of it is sent where a value cannot be converted.
  func speak(
    _ actions: Actions, ruled rule: Int?, _ buffers: Buffers, following: Bool = true
  ) throws(FrameRefusal) {
    let before = (bytes: buffers.outbox.count, replies: link.replies)
    do throws(FrameRefusal) {
      for index in actions.replies.indices { try reply(actions.replies[index], buffers) }
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
    for index in item.conditions.indices {
      guard try item.conditions[index].holds(outbox: &buffers.outbox, scope: self) else { return }
    }
    try reply(item.template, wrapping: item.wrapping, buffers)
  }

  private func reply(
    _ template: Template, wrapping: Reply.Wrapping = .route, _ buffers: Buffers
  ) throws(FrameRefusal) {
    let start = link.bytesOut + buffers.outbox.count
    buffers.outbox.openFrame(limit: replyLimit)
    do throws(FrameRefusal) {
      try withFrame(in: buffers) { (content) throws(FrameRefusal) in
        try template.render(into: &buffers.outbox, content: content, scope: self)
      }
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
      return try template.bytes(limit: Session.logLimit, with: &buffers.outbox, scope: self)
    } catch {
      guard case .tooLong = error else { throw error }
      return Array("(longer than \(Session.logLimit) bytes)".utf8)
    }
  }

  /// Bytes of a `log` line's text.
  static let logLimit = 16 * 1024

  private func follow(_ ending: Actions.Ending, _ buffers: Buffers, following: Bool) {
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
  func refuse(_ refusal: FrameRefusal) {
    context.counters.frameErrors[refusal.label, default: 0] += 1
    if case .tooLong = refusal { end(.replyTooLong) } else { end(.replyInvalid) }
    link.detail = refusal.detail
  }
}
