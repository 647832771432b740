import GatewayRuntime
import POSIXStream
import TestSupport

/// Moves in their order: each when a worker's loop has nothing else to do, or, in haste, one in each of its turns. Time
/// passes only in moves, as long as any is left.
///
/// When none is left the peer takes everything and ends its stream, so that nothing but time is waited for. When the
/// connection is closed the worker is asked to end.
final class ConnectionCourse: Sendable {
  private let state: Locked<State>
  private let room: Int
  private let isHasty: Bool

  private struct State {
    var moves: ArraySlice<ConnectionMove>
    var number: Int32?
    var turns = 0
    var isDraining = false
  }

  /// What the moves are made on.
  struct Stage {
    let simulation: SimulatedSystemCalls
    let calls: ScriptedSystemCalls
    let clock: VirtualClock
    let loop: EventLoop
    let worker: Worker
  }

  init(_ moves: [ConnectionMove], room: Int, isHasty: Bool) {
    state = Locked(State(moves: moves[...] + [.makeRoom(.max), .end]))
    self.room = room
    self.isHasty = isHasty
  }

  /// Far more turns than any input can need.
  static let mostTurns = 20_000

  /// Whether the loop turned without end.
  var spins: Bool { state.with { $0.turns > Self.mostTurns } }

  /// The connection's descriptor, once it has one.
  var number: Int32? { state.with { $0.number } }

  /// Called before each epoll_wait(2).
  func turn(_ isReady: Bool, on stage: Stage) {
    countTurn(on: stage)
    guard let number = connected(on: stage) else { return }
    guard !stage.simulation.closed.contains(where: { $0.descriptor == number }) else { return endWorker(stage) }
    guard isHasty || !isReady else { return }
    while let move = state.with({ $0.moves.popFirst() }) {
      if make(move, of: number, on: stage) || stage.simulation.isReady { return }
    }
  }

  private func countTurn(on stage: Stage) {
    let turns = state.with { state in
      state.turns += 1
      return state.turns
    }
    if turns == Self.mostTurns { cut(stage) }
    precondition(turns < 2 * Self.mostTurns, "a loop that turns without end, whatever it is told")
  }

  private func connected(on stage: Stage) -> Int32? {
    if let number = state.with({ $0.number }) { return number }
    guard let listener = stage.simulation.listener else { return nil }
    let number = stage.simulation.connect(to: listener, room: room)
    state.with { $0.number = number }
    return number
  }

  private func endWorker(_ stage: Stage) {
    let isFirst = state.with { state in
      defer { state.isDraining = true }
      return !state.isDraining
    }
    if isFirst { drain(stage) }
  }

  /// True where the loop's next look is at something else than the socket.
  private func make(_ move: ConnectionMove, of number: Int32, on stage: Stage) -> Bool {
    switch move {
    case .send(let bytes): stage.simulation.change(number) { $0.arrive(bytes) }
    case .makeRoom(let count): stage.simulation.change(number) { $0.makeRoom(count) }
    case .end: stage.simulation.change(number) { $0.peerEnded = true }
    case .reset: stage.simulation.change(number) { $0.reset() }
    case .answer(let call, let answer):
      stage.calls.on(call, of: call == .pollWait ? nil : number, .nth(1), answer)
    case .wake(let writable): stage.simulation.wake(number, writable: writable)
    case .pass(let duration): stage.clock.advance(by: duration)
    case .drain: drain(stage)
    case .cut: cut(stage)
    case .wait: break
    }
    return move.movesTime
  }

  private func drain(_ stage: Stage) { stage.loop.post { stage.worker.assumeIsolated { $0.drain() } } }
  private func cut(_ stage: Stage) { stage.loop.post { stage.worker.assumeIsolated { $0.cutOff(.hardStop) } } }
}
