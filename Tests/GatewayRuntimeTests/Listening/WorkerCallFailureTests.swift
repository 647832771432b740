import Glibc
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Every error of accept(2) and of taking over what it hands out: a worker goes on, and loses nothing.
@Suite(.serialized) struct WorkerCallFailureTests {
  /// See accept(2), "Errors" and "Error handling".
  private static let acceptErrors = [
    EAGAIN, EINTR, ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM, EPROTO, ETIMEDOUT, ENETDOWN, ENETUNREACH,
    EHOSTDOWN, EHOSTUNREACH, ENOPROTOOPT, EOPNOTSUPP, ENONET, ENOSR, ESOCKTNOSUPPORT, EPROTONOSUPPORT, EFAULT, ENOTSOCK,
  ].map { Errno(rawValue: $0) }

  struct Outcome: Sendable {
    let counters: RouteCounters
    let taken: [[UInt8]]
    let open: Int
    let gates: Int
    let mistakes: [String]
    let closes: Int
  }

  /// Serves two peers, one after the other, that each say `x` and end; asks the worker to end when both are gone, or
  /// after so many turns.
  private static func serve(
    turns: Int = 5_000, _ script: @escaping @Sendable (ScriptedSystemCalls) -> Void
  ) async throws -> Outcome {
    let simulation = SimulatedSystemCalls()
    let calls = ScriptedSystemCalls(over: simulation)
    return try await withEventLoop(clock: TickingClock(), calls: calls) { actor in
      let worker = Worker(
        index: 0, of: 1, loop: actor.loop, admission: Admission(processLimit: 1), host: [],
        log: RecordedLog().logger())
      let address = SocketAddress(ip: [127, 0, 0, 1], port: 0)
      let socket = try BoundSocket.tcp(address, shared: false, calls: calls)
      let visitors = Visitors(simulation, worker, turns: turns)
      simulation.setPeers { _ in visitors.turn() }
      script(calls)
      let listening = Listening(socket, isDealt: false)
      let route = Route.answering("ack:<line>")
      await worker.begin(Plan(routes: [route]), at: [listening.place: 0])
      await worker.serve([listening], dealingTo: [])
      simulation.setPeers(nil)
      let counters = await worker.snapshot().routes[route.name]?.counters ?? RouteCounters()
      return Outcome(
        counters: counters, taken: simulation.closed.map(\.socket.taken),
        open: simulation.open, gates: actor.loop.gateCount, mistakes: simulation.mistakes,
        closes: simulation.closed.count)
    }
  }

  @Test(arguments: acceptErrors) func `an accept that fails once keeps nobody from being served`(
    error: Errno
  ) async throws {
    let outcome = try await Self.serve { $0.on(.accept, .nth(1), .fails(error)) }
    Self.checkEnd(outcome)
    #expect(outcome.taken == [Array("ack:x\n".utf8), Array("ack:x\n".utf8)])
    #expect(outcome.counters.accepted == 2)
  }

  @Test(arguments: acceptErrors) func `a worker whose accept always fails ends when it is asked to`(
    error: Errno
  ) async throws {
    let outcome = try await Self.serve(turns: 500) { $0.on(.accept, .always, .fails(error)) }
    Self.checkEnd(outcome)
    #expect(outcome.counters.accepted == 0)
  }

  @Test(arguments: [EEXIST, EINVAL, ELOOP, ENOMEM, ENOSPC, EPERM, EBADF].map { Errno(rawValue: $0) })
  func `a connection that the loop cannot watch is closed, and its place is free`(error: Errno) async throws {
    let outcome = try await Self.serve { calls in
      calls.on(.pollAdd, of: SimulatedSystemCalls.first + 1, .nth(1), .fails(error))
    }
    Self.checkEnd(outcome)
    #expect(outcome.taken == [[], Array("ack:x\n".utf8)])
    #expect(outcome.counters.accepted == 1)
    #expect(outcome.counters.rejected == [.memoryBudget: 1])
  }

  private static func checkEnd(_ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(outcome.mistakes == [], sourceLocation: sourceLocation)
    #expect(outcome.open == 0, sourceLocation: sourceLocation)
    #expect(outcome.gates == 0, sourceLocation: sourceLocation)
    #expect(outcome.counters.active == 0, sourceLocation: sourceLocation)
    #expect(outcome.counters.closed.values.reduce(0, +) == outcome.counters.accepted, sourceLocation: sourceLocation)
  }

  /// A loop needs two descriptors; where it cannot have them, it leaves none.
  @Test(arguments: [
    (Call.createPoll, [EINVAL, EMFILE, ENFILE, ENOMEM]), (.createWakeup, [EINVAL, EMFILE, ENFILE, ENODEV, ENOMEM]),
    (.pollAdd, [EBADF, EEXIST, EINVAL, ELOOP, ENOMEM, ENOSPC, EPERM]),
  ])
  func `a loop that cannot be made leaves nothing behind`(call: Call, errors: [Int32]) {
    for error in errors.map({ Errno(rawValue: $0) }) {
      let calls = ScriptedSystemCalls()
      calls.on(call, .always, .fails(error))
      #expect(throws: error) { _ = try EventLoop(calls: calls) }
      #expect(calls.wronglyClosed == [])
    }
  }
}

/// Two peers, one after the other.
private final class Visitors: Sendable {
  private let state: Locked<(turns: Int, came: Int, told: Bool)>
  private let simulation: SimulatedSystemCalls
  private let worker: Worker
  private let turns: Int

  init(_ simulation: SimulatedSystemCalls, _ worker: Worker, turns: Int) {
    self.simulation = simulation
    self.worker = worker
    self.turns = turns
    state = Locked((0, 0, false))
  }

  func turn() {
    let gone = simulation.closed.count
    let (comes, ends) = state.with { state in
      state.turns += 1
      let comes = state.came < 2 && state.came == gone
      let ends = !state.told && (gone == 2 || state.turns > turns)
      state.told = state.told || ends
      return (comes, ends)
    }
    if comes { connect() }
    if ends { worker.loop.post { [worker] in worker.assumeIsolated { $0.drain() } } }
  }

  private func connect() {
    guard let listener = simulation.listener, let number = simulation.connect(to: listener) else { return }
    simulation.change(number) {
      $0.arrive("x\n".utf8)
      $0.peerEnded = true
    }
    state.with { $0.came += 1 }
  }
}
