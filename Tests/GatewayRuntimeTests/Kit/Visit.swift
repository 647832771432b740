import Framing
import POSIXStream
import Routing
import TestSupport

@testable import GatewayRuntime

/// A connection that a route serves on one end of a stream, while a test is the peer at the other.
///
/// Both are tasks of one loop with a clock that stands still unless both wait: what happens at a
/// deadline happens at exactly that moment. The peer waits longer than any timeout of a route.
final class Visit {
  let link: Link
  let peer: any ByteStream
  let log: RecordedLog
  private(set) var ending: CloseReason?
  private var endedAt: Moment?

  init(
    _ route: Route, near: any ByteStream, peer: any ByteStream, on loop: EventLoop, pool: BufferPool,
    shared: SharedVariables? = nil
  ) {
    let log = RecordedLog()
    let context = RouteContext(
      route, loop: loop, pool: pool, host: Array("host.example".utf8), log: ConnectionLog(log.logger(), loop: loop),
      shared: shared)
    link = Link(
      stream: near, context: context, id: 7, peer: SocketAddress(ip: [192, 0, 2, 7], port: 4711),
      local: SocketAddress(ip: [127, 0, 0, 1], port: 7000))
    self.peer = peer
    self.log = log
  }

  var loop: EventLoop { link.context.loop }

  /// Since the connection began, which is when the clock did.
  var time: Duration { loop.clock.now() - link.began }

  func serve() async {
    let reason = await Connection.serve(Conversation(link)).reason
    link.context.log.closed(link, reason)
    ending = reason
    endedAt = loop.now
  }

  /// What is to be said of it once it is over.
  var report: Report {
    Report(
      reason: ending, after: endedAt.map { $0 - link.began }, counters: link.context.counters, lines: log.lines,
      frames: link.frames, partial: link.partial, pending: link.pending, detail: link.detail)
  }

  struct Report: Sendable {
    let reason: CloseReason?
    /// From the first moment to the close of the descriptor.
    let after: Duration?
    let counters: RouteCounters
    let lines: [RecordedLog.Line]
    let frames: Int
    let partial: Int
    let pending: Int
    let detail: String?
  }
}

/// Serves `route` over a memory stream, whose two directions hold `capacity` bytes each.
@discardableResult
func visit(
  _ route: Route, capacity: Int = 65_536, shared: SharedVariables? = nil,
  pool: @Sendable () -> BufferPool = { BufferPool() },
  _ play: @Sendable (isolated LoopActor, Visit) async throws -> Void
) async throws -> Visit.Report {
  try await withEventLoop { actor in
    let (near, far) = MemoryStream.pair(on: actor.loop, capacity: capacity)
    let visit = Visit(route, near: near, peer: far, on: actor.loop, pool: pool(), shared: shared)
    return try await run(visit, actor, play)
  }
}

/// Serves until the connection has ended, while `play` is the peer. A peer that has failed hangs up.
func run(
  _ visit: Visit, _ actor: isolated LoopActor, _ play: (isolated LoopActor, Visit) async throws -> Void
) async throws -> Visit.Report {
  try await withThrowingDiscardingTaskGroup { group in
    group.addImmediateTask {
      actor.preconditionIsolated()
      await visit.serve()
    }
    do {
      try await play(actor, visit)
    } catch {
      visit.peer.close()
      throw error
    }
  }
  return visit.report
}
