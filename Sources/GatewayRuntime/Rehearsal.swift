package import Logging
package import POSIXStream
package import Routing

/// A stage on which routes are rehearsed: connections over memory streams, on a loop that is moved by hand, with a
/// clock that stands still unless it is moved.
///
/// What runs here is the code that serves: the same `Connection`, from its first byte to its close sequence. Only
/// the stream, the clock, the random bits and the names of the two ends are made up.
package actor Rehearsal {
  package nonisolated let loop: EventLoop
  // SAFETY: the actor keeps the loop, its executor, alive.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
  private let clock: RehearsalClock
  private nonisolated let thread: LoopThread
  private let log: Logger
  private let pool = BufferPool()
  /// The connection that is about to be served, and then is.
  private var connection: RehearsedConnection?

  /// - Parameter log: where lines about connections go.
  /// - Throws: `Errno` where there is no descriptor or thread left for it.
  package init(log: Logger = Logger(label: "gateway", factory: { _ in SwiftLogNoOpLogHandler() })) throws(Errno) {
    clock = RehearsalClock()
    loop = try EventLoop(clock: clock)
    thread = try LoopThread(loop, name: "rehearsal")
    self.log = log
  }

  /// Ends the thread of the stage; nothing runs on it from now on.
  package nonisolated func end() { thread.join() }

  /// Runs `body` on the thread of a stage that lives as long as the call.
  package static func run<Result: Sendable>(
    _ body: @Sendable (isolated Rehearsal) async -> Result
  ) async throws(Errno) -> Result {
    let stage = try Rehearsal()
    defer { stage.end() }
    return await stage.enter(body)
  }

  private func enter<Result: Sendable>(_ body: @Sendable (isolated Rehearsal) async -> Result) async -> Result {
    await body(self)
  }

  /// What the connections of a route share: counters and variables, which begin anew with it.
  package func makeContext(_ route: Route) -> RouteContext {
    RouteContext(
      route, loop: loop, pool: pool, host: Array("localhost".utf8), log: ConnectionLog(log, loop: loop),
      random: SeededRandom())
  }

  /// Makes a connection; its time begins now. `serve` serves it.
  @discardableResult
  package func connect(_ context: RouteContext) -> RehearsedConnection {
    clock.begin()
    loop.step()
    let connection = RehearsedConnection(context, clock)
    self.connection = connection
    return connection
  }

  /// Serves the connection that was made last, to its end.
  package func serve() async {
    guard let connection else { return }
    let link = connection.link
    let reason = await Connection.serve(Conversation(link)).reason
    link.context.log.closed(link, reason)
    connection.reason = reason
  }

  /// Lends the connection that was made last.
  package func withConnection<Result: Sendable>(
    _ body: @Sendable (RehearsedConnection) -> Result
  ) -> Result? {
    connection.map(body)
  }

  /// Serves one connection of `route` while `play` is its peer. Time begins anew, as do shared variables.
  package func perform<Result>(_ route: Route, _ play: (RehearsedConnection) -> Result) async -> Result {
    let connection = connect(makeContext(route))
    return await withDiscardingTaskGroup { group in
      group.addImmediateTask { await self.serve() }
      connection.settle()
      let result = play(connection)
      connection.hangUp()
      return result
    }
  }
}

/// A clock that is moved by hand, and whose wall says 2000-01-01T00:00:00Z when a rehearsal begins.
final class RehearsalClock: LoopClock {
  private let times = Locked((now: Moment(nanoseconds: 0), began: Moment(nanoseconds: 0)))
  private static let wallStart: Int64 = 946_684_800_000

  func now() -> Moment { times.with { $0.now } }

  func wallMilliseconds() -> Int64 {
    times.with { RehearsalClock.wallStart + ($0.now.nanoseconds - $0.began.nanoseconds) / 1_000_000 }
  }

  /// The loop's own turns wait for whoever wakes them.
  func sleep(until deadline: Moment) -> Int32 { -1 }

  func slept(until deadline: Moment) {}

  /// A rehearsal begins; the monotonic clock never goes back.
  func begin() { times.with { $0.began = $0.now } }

  func advance(to moment: Moment) { times.with { $0.now = max($0.now, moment) } }

  /// Since the rehearsal began.
  var elapsed: Duration { times.with { $0.now - $0.began } }
}

/// Bits that are the same in every rehearsal: SplitMix64 with a fixed seed.
final class SeededRandom: RandomSource {
  private var state: UInt64 = 0

  func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
