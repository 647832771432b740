import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// A connection in one of its states, and what its peer and its loop do then.
struct Situation: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let route: Route
  /// So many bytes the peer's side takes at first.
  var room = Int.max
  /// Not admitted, for this reason.
  var refusal: CloseReason?
  /// What leads into the state, each step once nothing else is left to do.
  var before: [Step] = []
  var after: [Step] = []

  enum Step: Sendable {
    case send(String)
    case makeRoom(Int)
    case end
    case reset
    /// What signals do.
    case tell(Readiness)
  }
}

extension Situation {
  /// What the connection came to.
  struct Outcome: Sendable {
    let reason: CloseReason
    let taken: String
    let end: SimulatedSocket.End
    let lasted: Duration
    let counters: RouteCounters
    /// How often the descriptor was closed.
    let closes: Int
    /// What is left of it: gates of the loop, open sockets, the record of the connection.
    let gates: Int
    let open: Int
    let linkIsFreed: Bool
    let mistakes: [String]
    let calls: [Call]
  }

  /// Plays it to its end; `script` begins to hold in the state.
  func play(_ script: @escaping @Sendable (ScriptedSystemCalls) -> Void = { _ in }) async throws -> Outcome {
    let simulation = SimulatedSystemCalls()
    let calls = ScriptedSystemCalls(over: simulation)
    return try await withEventLoop(clock: TickingClock(), calls: calls) { actor in
      let number = simulation.makeSocket(room: room)
      let course = Course(self, of: number, in: simulation, on: actor.loop) { script(calls) }
      simulation.setPeers { course.go(on: $0) }
      let began = actor.loop.clock.now()
      let (reason, counters, ghost) = try await serve(number, calls, actor)
      simulation.setPeers(nil)
      // A loop whose epoll_wait(2) fails for ever does not hear that it is to end.
      calls.followNoScript()
      let socket = simulation.closed.first?.socket
      return Outcome(
        reason: reason, taken: String(decoding: socket?.taken ?? [], as: UTF8.self), end: socket?.end ?? .orderly,
        lasted: actor.loop.clock.now() - began, counters: counters, closes: calls.count(of: .close, on: number),
        gates: actor.loop.gateCount, open: simulation.open, linkIsFreed: ghost.isGone,
        mistakes: simulation.mistakes, calls: calls.calls(on: number))
    }
  }

  private func serve(
    _ number: Int32, _ calls: ScriptedSystemCalls, _ actor: isolated LoopActor
  ) async throws -> (CloseReason, RouteCounters, Ghost) {
    let loop = actor.loop
    let stream = try SocketStream(Descriptor(number, calls: calls), on: loop)
    let context = RouteContext(
      route, loop: loop, pool: BufferPool(), host: [], log: ConnectionLog(RecordedLog().logger(), loop: loop))
    let ghost = Ghost()
    let reason = await reason(of: stream, context, ghost, actor)
    return (reason, context.counters, ghost)
  }

  /// A function of its own, so that nothing of it holds the record when it has returned.
  private func reason(
    of stream: SocketStream, _ context: RouteContext, _ ghost: Ghost, _ actor: isolated LoopActor
  ) async -> CloseReason {
    actor.preconditionIsolated()
    let link = Link(
      stream: stream, context: context, id: 7, peer: SocketAddress(ip: [192, 0, 2, 7], port: 4711),
      local: SocketAddress(ip: [127, 0, 0, 1], port: 7000))
    ghost.link = link
    guard let refusal else { return await Connection.serve(Conversation(link)).reason }
    return await Connection.refuse(Conversation(link), refusal).reason
  }

  /// Tells whether a record lives.
  final class Ghost {
    weak var link: Link?
    var isGone: Bool { link == nil }
  }
}

/// The steps of a situation, taken one after the other whenever nothing else is left to do.
private final class Course: Sendable {
  private let steps: Locked<ArraySlice<Situation.Step?>>
  private let number: Int32
  private let simulation: SimulatedSystemCalls
  private let loop: EventLoop
  private let enter: @Sendable () -> Void

  /// - Parameter enter: what happens between the two lists of steps.
  init(
    _ situation: Situation, of number: Int32, in simulation: SimulatedSystemCalls, on loop: EventLoop,
    enter: @escaping @Sendable () -> Void
  ) {
    steps = Locked((situation.before.map { $0 } + [nil] + situation.after.map { $0 })[...])
    self.number = number
    self.simulation = simulation
    self.loop = loop
    self.enter = enter
    // What comes first happens before the connection is served.
    if situation.before.isEmpty { enter() }
  }

  func go(on isReady: Bool) {
    guard !isReady else { return }
    while let step = steps.with({ $0.popFirst() }) {
      guard let step else {
        enter()
        continue
      }
      if take(step) || simulation.isReady { return }
    }
  }

  /// True where the loop hears of it by another way than its sockets.
  private func take(_ step: Situation.Step) -> Bool {
    switch step {
    case .send(let text): simulation.change(number) { $0.arrive(text.utf8) }
    case .makeRoom(let count): simulation.change(number) { $0.makeRoom(count) }
    case .end: simulation.change(number) { $0.peerEnded = true }
    case .reset: simulation.change(number) { $0.reset() }
    case .tell(let events):
      loop.post { [loop] in loop.broadcast(events) }
      return true
    }
    return false
  }
}
