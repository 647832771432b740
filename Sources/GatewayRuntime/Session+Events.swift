import Framing
import POSIXStream
import Routing

// What the connection says when something happens that is no frame.
extension Session {
  /// The first values of the variables, and the first ticks. Nothing was read or said before.
  func begin() {
    guard let memory else { return }
    if let shared = context.shared { memory.bindings.shared = shared.snapshot }
    do throws(FrameRefusal) {
      for (index, variable) in link.route.variables.enumerated() {
        memory.bindings.variables[index] = try value(of: variable.initial, link.buffers)
      }
    } catch {
      refuse(error)
    }
    startTimers()
  }

  /// Whether there is something to do before the first byte is read.
  var greets: Bool { @inline(never) get { link.route.events.connect != nil || state.size != nil } }

  func say(_ event: Actions, _ buffers: Buffers, following: Bool = true) {
    let before = link.replies
    perform(event, buffers, following: following)
    context.counters.replies += link.replies - before
  }

  func greet(_ buffers: Buffers) {
    let event = link.route.events.connect
    if let event { say(event, buffers) }
    // A `goto` has entered its state already.
    if case .goto = event?.ending { return }
    beginStart(buffers)
  }

  func refuse(_ reason: CloseReason, _ buffers: Buffers) {
    if let event = link.route.events.refused { say(event, buffers, following: false) }
    end(reason, over: .serverClose)
  }

  func farewell(_ buffers: Buffers) {
    if ending == nil, let event = link.route.events.eof { say(event, buffers, following: false) }
    end(.clientFin, over: .serverClose)
  }

  /// A deadline has passed. Timers speak between frames, which `answer` sees to.
  func answer(_ due: Due, _ buffers: Buffers) {
    switch due {
    case .tick: break
    case .ending(.idleTimeout): idle(buffers)
    case .ending(let reason):
      if reason == .frameTimeout, let event = link.route.events.frameTimeout { say(event, buffers, following: false) }
      end(reason, over: .serverClose)
    }
  }

  private func idle(_ buffers: Buffers) {
    let event = link.route.events.idle
    if let event { say(event, buffers) }
    switch event?.ending {
    case .resume, .goto: link.lastByte = link.now
    default: end(.idleTimeout, over: .serverClose)
    }
  }

  func shutDown(_ buffers: Buffers) {
    if ending == nil, let event = link.route.events.shutdown { say(event, buffers, following: false) }
    end(.drain, over: .serverClose)
  }
}
