import GatewayRuntime
import Logging
import POSIXStream
import Routing
import TestSupport

/// A worker with one listener, over simulated sockets, that serves one connection from accept(2) to close(2).
enum ConnectionStage {
  struct Outcome: Sendable, CustomStringConvertible {
    var counters: RouteCounters
    /// Everything that was written to the peer.
    var received: [UInt8]
    var closes: Int
    var open: Int
    var gates: Int
    var mistakes: [String]
    var spins: Bool

    /// Why the connection ended; nothing where none was accepted.
    var reason: CloseReason? { counters.closed.keys.first }

    var description: String {
      "\(reason.map(\.rawValue) ?? "never accepted"): \(String(decoding: received, as: UTF8.self))"
    }
  }

  static func perform(_ route: Route, _ course: ConnectionCourse) async throws(Violation) -> Outcome {
    do {
      let (simulation, clock) = (SimulatedSystemCalls(), VirtualClock())
      let calls = ScriptedSystemCalls(over: simulation)
      return try await withEventLoop(clock: clock, calls: calls) { actor in
        let loop = actor.loop
        let worker = Worker(
          index: 0, of: 1, loop: loop, admission: Admission(processLimit: 10), host: [],
          log: Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() }))
        let stage = ConnectionCourse.Stage(
          simulation: simulation, calls: calls, clock: clock, loop: loop, worker: worker)
        simulation.setPeers { course.turn($0, on: stage) }
        let address = SocketAddress(ip: [127, 0, 0, 1], port: 0)
        let socket = try BoundSocket.tcp(address, shared: false, calls: calls)
        let listening = Listening(socket, isDealt: false)
        await worker.begin(Plan(routes: [route]), at: [listening.place: 0])
        await worker.serve([listening], dealingTo: [])
        simulation.setPeers(nil)
        let counters = await worker.snapshot().routes[route.name]?.counters ?? RouteCounters()
        return outcome(counters, course, stage)
      }
    } catch {
      throw Violation("\(route.name): \(error)")
    }
  }

  private static func outcome(
    _ counters: RouteCounters, _ course: ConnectionCourse, _ stage: ConnectionCourse.Stage
  ) -> Outcome {
    let closed = stage.simulation.closed.filter { $0.descriptor == course.number }
    return Outcome(
      counters: counters, received: closed.first?.socket.taken ?? [], closes: closed.count,
      open: stage.simulation.open, gates: stage.loop.gateCount, mistakes: stage.simulation.mistakes,
      spins: course.spins)
  }
}
