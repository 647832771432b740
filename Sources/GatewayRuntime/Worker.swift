package import Logging
package import POSIXStream
import Routing

/// One event loop's share of the gateway: its listeners, its connections and its counters.
///
/// An actor whose executor is the loop, so that everything here, and every connection, runs on the
/// loop's thread. Connections are children of the listener that accepted them: a worker has ended when
/// it was told to, its listeners are closed and their connections have ended.
package actor Worker {
  package nonisolated let loop: EventLoop
  // SAFETY: the actor keeps the loop, its executor, alive.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
  let index: Int
  let admission: Admission
  let log: Logger
  let connectionLog: ConnectionLog
  let host: [UInt8]
  let pool: BufferPool
  /// The routes as they are served now, in the order of the plan.
  var contexts: [RouteContext] = []
  /// Routes of former plans that somebody is still connected to, by their groups.
  var elders: [UInt32: RouteContext] = [:]
  /// What was counted on routes that nobody uses any more, by name.
  var past: [String: RouteTotals] = [:]
  /// Groups of gates that have been given out.
  var groups: UInt32 = 0
  /// Where this loop or, for it, another one listens.
  var posts: [BoundAddress: Post] = [:]
  /// Connections that other loops accepted for this one.
  let dealt: LoopQueue<Dealt>
  /// Listening sockets that are to be accepted from.
  let opening: LoopQueue<Listening>
  var dealer = Dealer()
  var nextID: UInt64
  let idStep: UInt64
  /// The connection that is about to start: the way of what cannot be captured.
  var starting: Start?
  var refusals = 0
  /// Connections that were cut off, and those of them that were while the process stopped.
  var cut = 0
  var cutAtTheEnd = 0
  let listening = ListenerRecord()
  /// What everything that waits has been told of the end, and what begins to wait later is told at once: a
  /// listener too, since a signal may come before there is one.
  var toldToEnd: Readiness = []

  struct Start {
    let link: Link
    let pass: Admission.Pass?
    let refusal: CloseReason?
  }

  /// - Parameter index: the loop's number, of `count`.
  package init(
    index: Int, of count: Int, loop: EventLoop, admission: Admission, host: [UInt8], log: Logger
  ) {
    self.index = index
    self.loop = loop
    self.admission = admission
    self.host = host
    self.log = log
    nextID = UInt64(index + 1)
    idStep = UInt64(count)
    connectionLog = ConnectionLog(log, loop: loop)
    pool = BufferPool(budget: admission.budget)
    dealt = LoopQueue(loop)
    opening = LoopQueue(loop)
  }
}
