package import Logging
package import POSIXStream
package import Routing

/// One event loop's share of the gateway: its listeners, its connections and its counters.
///
/// An actor whose executor is the loop, so that everything here, and every connection, runs on the
/// loop's thread. Connections are children of the listener that accepted them: a worker has ended when
/// its listeners are closed and their connections have.
package actor Worker {
  package nonisolated let loop: EventLoop
  // SAFETY: the actor keeps the loop, its executor, alive.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
  private let index: Int
  private let admission: Admission
  private let log: Logger
  private let connectionLog: ConnectionLog
  private let contexts: [RouteContext]
  private let dealt: ConnectionQueue
  private var dealer = Dealer()
  private var nextID: UInt64
  private let idStep: UInt64
  /// The connection that is about to start: the way of what cannot be captured.
  private var starting: Start?
  private var refusals = 0
  private var cut = 0
  private let listening = ListenerRecord()
  /// What everything that waits has been told of the end, and what begins to wait later is told at once: a
  /// listener too, since a signal may come before there is one.
  private var toldToEnd: Readiness = []

  /// Refused connections that get a reply and an orderly end at a time; beyond, they are just closed.
  private static let refusalsAtATime = 128

  private struct Start {
    let link: Link
    let pass: Admission.Pass?
    let refusal: CloseReason?
  }

  /// - Parameters:
  ///   - index: the loop's number, of `count`.
  ///   - shared: the variables that the workers share; nothing where there is one worker.
  ///   - dealers: listeners whose connections are dealt out.
  package init(
    index: Int, of count: Int, loop: EventLoop, plan: Plan, admission: Admission,
    shared: SharedMemory? = nil, dealers: Int, host: [UInt8], log: Logger
  ) {
    self.index = index
    self.loop = loop
    self.admission = admission
    self.log = log
    nextID = UInt64(index + 1)
    idStep = UInt64(count)
    let connectionLog = ConnectionLog(log, loop: loop)
    let pool = BufferPool(budget: admission.budget)
    self.connectionLog = connectionLog
    contexts = plan.routes.enumerated().map { number, route in
      RouteContext(
        route, index: number, loop: loop, pool: pool, host: host, log: connectionLog, shared: shared?[route])
    }
    dealt = ConnectionQueue(loop, dealers: dealers)
  }
}

// MARK: - Serving

extension Worker {
  /// Serves until told to stop, or cancelled, and every connection has ended.
  package func serve(_ listeners: [Listening], dealingTo workers: [Worker]) async {
    dealer.workers = workers
    dealt.open()
    StallLog.watch(loop, admission.stallLines, log)
    await withTaskCancellationHandler {
      await serve(listeners)
    } onCancel: {
      loop.post { self.assumeIsolated { $0.drain() } }
    }
  }

  private func serve(_ listeners: [Listening]) async {
    await withDiscardingTaskGroup { group in
      for listening in listeners {
        group.addImmediateTask { await self.accept(from: listening) }
      }
      group.addImmediateTask { await self.serveDealt() }
    }
  }

  private func accept(from listening: Listening) async {
    guard let socket = listening.take() else { return }
    do throws(Errno) {
      let listener = try Listener(socket, on: loop)
      listener.gate.ready(toldToEnd)
      listener.gate.owner = GateOwner(name: contexts[listening.route].label, number: 0)
      let acceptor = Acceptor(
        listener, route: contexts[listening.route].route.name, record: self.listening,
        complaints: admission.complaints, log: log)
      await serve(acceptor, route: listening.route, deals: listening.isDealt)
    } catch {
      log.critical("listener lost", metadata: ["error": .string(error.name)])
      if listening.isDealt { endDealing() }
    }
  }

  private func serve(_ acceptor: Acceptor, route: Int, deals: Bool) async {
    await withDiscardingTaskGroup { group in
      while let accepted = await acceptor.next() {
        if deals, let other = dealer.next(after: index) {
          other.deal(Dealt(accepted, route: route, local: acceptor.address))
        } else if prepare(accepted, route: route, local: acceptor.address) {
          group.addImmediateTask { await self.runPrepared() }
          loop.begins(.read, acceptor.owner)
        }
      }
      if deals { endDealing() }
    }
  }

  /// No more will come from one of the listeners that deal.
  private func endDealing() {
    for worker in dealer.workers {
      worker.loop.post { worker.assumeIsolated { $0.dealt.dealerEnded() } }
    }
  }

  private func serveDealt() async {
    await withDiscardingTaskGroup { group in
      while let dealt = await dealt.next() {
        guard let accepted = dealt.take(), prepare(accepted, route: dealt.route, local: dealt.local) else { continue }
        group.addImmediateTask { await self.runPrepared() }
      }
    }
  }

  /// A connection that another loop accepted. May be called from any thread.
  package nonisolated func deal(_ dealt: Dealt) {
    loop.post { self.assumeIsolated { $0.dealt.put(dealt) } }
  }
}

// MARK: - One connection

extension Worker {
  /// Admits a connection and leaves it for `runPrepared`. False where nothing is to be run.
  private func prepare(_ accepted: consuming Accepted, route: Int, local: SocketAddress) -> Bool {
    let context = contexts[route]
    let peer = accepted.peer
    let verdict =
      admission.hasMemory(at: loop.now)
      ? admission.admit(peer, to: context.route, index: route)
      : .failure(Admission.Refusal(reason: .memoryBudget))
    if case .failure(let refusal) = verdict {
      context.counters.rejected[refusal.reason, default: 0] += 1
      connectionLog.refused(peer, route: context.route.name, refusal.reason)
      guard context.route.events.refused != nil, refusals < Worker.refusalsAtATime else { return false }
    }
    guard let stream = try? SocketStream(accepted.descriptor, on: loop) else {
      if case .success(let pass) = verdict { admission.leave(pass) }
      return false
    }
    let link = Link(stream: stream, context: context, id: nextID, peer: peer, local: local)
    nextID += idStep
    switch verdict {
    case .success(let pass): starting = Start(link: link, pass: pass, refusal: nil)
    case .failure(let refusal): starting = Start(link: link, pass: nil, refusal: refusal.reason)
    }
    return true
  }

  /// A connection's whole life. Its frame lives as long, so everything but the waiting is done elsewhere.
  private func runPrepared() async {
    guard let start = begin() else { return }
    if let refusal = start.refusal {
      end(start, await Connection.refuse(Conversation(start.link), refusal).reason)
    } else {
      end(start, await Connection.serve(Conversation(start.link)).reason)
    }
  }

  @inline(never)
  private func begin() -> Start? {
    guard let start = starting.take() else { return nil }
    let gate = start.link.stream.gate
    gate.ready(toldToEnd)
    gate.owner = GateOwner(name: start.link.context.label, number: start.link.id)
    loop.begins(.start, gate.owner)
    if start.refusal == nil {
      start.link.context.counters.accepted += 1
      start.link.context.counters.active += 1
    } else {
      refusals += 1
    }
    return start
  }

  @inline(never)
  private func end(_ start: Start, _ reason: CloseReason) {
    if start.refusal == nil {
      note(reason, of: start.link)
    } else {
      refusals -= 1
    }
    if let pass = start.pass { admission.leave(pass) }
    listening.connectionEnded()
  }

  private func note(_ reason: CloseReason, of link: Link) {
    link.context.counters.active -= 1
    link.context.counters.closed[reason, default: 0] += 1
    if reason == .drainDeadline || reason == .hardStop { cut += 1 }
    connectionLog.closed(link, reason)
  }
}

// MARK: - Stopping, and counting

extension Worker {
  /// Stops accepting, once what waits has been accepted, and asks every connection to finish.
  package func drain() {
    guard toldToEnd.isEmpty else { return }
    toldToEnd = .shutdown
    loop.broadcast(.shutdown)
  }

  /// Ends what is left.
  package func cutOff(_ reason: CloseReason) {
    for context in contexts { context.cutReason = reason }
    toldToEnd = .ending
    loop.broadcast(.ending)
  }

  package struct Snapshot: Sendable {
    package var routes: [RouteCounters]
    package var listeners: ListenerCounters
    package var stalls: Int
    package var cut: Int
    package var foreignJobs: Int

    package mutating func add(_ other: Snapshot) {
      for index in routes.indices where index < other.routes.count { routes[index].add(other.routes[index]) }
      listeners.add(other.listeners)
      stalls += other.stalls
      cut += other.cut
      foreignJobs += other.foreignJobs
    }
  }

  package func snapshot() -> Snapshot {
    Snapshot(
      routes: contexts.map(\.counters), listeners: listening.counters, stalls: loop.stalls, cut: cut,
      foreignJobs: loop.foreignJobs)
  }
}
