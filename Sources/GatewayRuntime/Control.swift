import Glibc
package import Logging
package import POSIXStream
import Routing

/// How a gateway ended. The numbers are the process's exit status.
package enum ExitStatus: Int32, Sendable {
  /// Every connection ended in time.
  case clean = 0
  /// A second signal asked to quit at once.
  case hardStop = 2
  /// The drain deadline cut somebody off.
  case cut = 3
}

/// What the process's signals mean, from the first connection to the last.
///
/// Runs on the first loop. SIGTERM and SIGINT drain, a second one quits; SIGHUP reloads; SIGUSR1 logs every counter.
package actor Control {
  nonisolated let loop: EventLoop
  // SAFETY: the actor keeps the loop, its executor, alive.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
  var roster: Roster
  let options: ServeOptions
  let log: Logger
  let level: LogLevel
  private let sink: LogSink
  private(set) var phase = Phase.serving
  private var gate: Gate?
  private var hasEnded = false
  /// The reload that is under way, and whether another is to follow.
  var loading: Loading?
  var loadsAgain = false
  var reloads: ReloadRecord
  /// Generations that took routes away, and when whoever is left of them is cut off.
  var departures: [(generation: Int, deadline: Moment)] = []

  enum Phase {
    case serving
    case draining(until: Moment)
    case stopping(ExitStatus)
  }

  init(loop: EventLoop, roster: Roster, options: ServeOptions, log: Logger, level: LogLevel, sink: LogSink) {
    self.loop = loop
    self.roster = roster
    self.options = options
    self.log = log
    self.level = level
    self.sink = sink
    reloads = ReloadRecord(options.hash, at: loop.clock)
  }

  /// Obeys signals until `end`.
  package func run(_ pipe: consuming Descriptor) async {
    do throws(Errno) {
      let signals = try SignalPipe(pipe, on: loop)
      gate = signals.gate
      while true {
        // One at a time: a storm of signals must not put off the deadline or the end.
        if let signal = signals.next() { await obey(signal) }
        await finishLoading()
        cutOverdue()
        cutDeparted()
        let ready = await signals.gate.wait(for: [.readable, .turn], until: wakeAt)
        if hasEnded { return }
        if ready == .deadline { await passTime() }
      }
    } catch {
      log.critical("signals cannot be heard", metadata: ["error": .string(error.name)])
    }
  }

  /// All workers have ended.
  package func end() async -> ExitStatus {
    hasEnded = true
    loading.take()?.abandon()
    wake()
    switch phase {
    case .stopping(.cut):
      // Who had everything and only went on sending was not cut off.
      return await totals().cutAtTheEnd > 0 ? .cut : .clean
    case .stopping(let status): return status
    case .serving, .draining: return .clean
    }
  }

  func wake() {
    if let gate { loop.wakeSoon(gate, .turn) }
  }

  private func obey(_ signal: Int32) async {
    switch (signal, phase) {
    case (SIGUSR1, _): await logCounters()
    case (SIGHUP, _): reload()
    case (_, .serving): drain()
    case (_, .draining), (_, .stopping): stop(.hardStop, because: .hardStop)
    }
  }

  private func drain() {
    phase = .draining(until: loop.now + roster.generation.plan.drain)
    let seconds = Double(roster.generation.plan.drain.wholeNanoseconds / 1_000_000) / 1000
    log.info("draining", metadata: ["seconds": .stringConvertible(seconds)])
    for worker in roster.workers { worker.loop.post { worker.assumeIsolated { $0.drain() } } }
  }

  private func stop(_ status: ExitStatus, because reason: CloseReason) {
    phase = .stopping(status)
    for worker in roster.workers { worker.loop.post { worker.assumeIsolated { $0.cutOff(reason) } } }
  }

  /// The next moment at which something is due: a deadline, of the drain or of a reload, or the next line of progress.
  private var wakeAt: Moment {
    switch phase {
    case .serving: return departures.map(\.deadline).min() ?? .never
    case .draining(let deadline): return options.isTerminal ? min(deadline, loop.now + .seconds(1)) : deadline
    case .stopping: return .never
    }
  }

  private func cutOverdue() {
    guard case .draining(let deadline) = phase, loop.now >= deadline else { return }
    stop(.cut, because: .drainDeadline)
  }

  private func passTime() async {
    cutOverdue()
    guard case .draining(let deadline) = phase else { return }
    let active = await totals().active
    let seconds = (deadline - loop.now).components.seconds
    log.info("draining \(active) connections, \(seconds) s left; Ctrl-C again quits")
  }
}

// MARK: - Counters

extension Control {
  /// The sums over all loops.
  package func totals() async -> Worker.Snapshot {
    var sum = await roster.workers[0].snapshot()
    for worker in roster.workers.dropFirst() { sum.add(await worker.snapshot()) }
    return sum
  }

  /// How many connections have ended, by reason.
  package func endings() async -> Logger.Metadata {
    var sums: [CloseReason: Int] = [:]
    for route in await totals().routes.values { sums.merge(route.counters.closed, uniquingKeysWith: +) }
    return sums.reduce(into: [:]) { $0[$1.key.rawValue] = .stringConvertible($1.value) }
  }

  /// Every counter as one line.
  package func logCounters() async {
    let totals = await totals()
    var values: [String: Logger.Metadata.Value] = [:]
    for (route, sums) in totals.routes {
      for (name, value) in sums.samples(of: route) { values[name] = .stringConvertible(value) }
    }
    for (name, value) in processSamples(totals) { values[name] = .stringConvertible(value) }
    // Asked for by name, so it is said whatever the level.
    var log = log
    log.logLevel = .info
    log.info("counters", metadata: ["counters": .dictionary(values)])
  }

  private func processSamples(_ totals: Worker.Snapshot) -> [(name: String, value: Int)] {
    let isDraining = if case .serving = phase { 0 } else { 1 }
    let plain: [(String, Int)] = [
      ("gateway_draining", isDraining), ("gateway_drain_cut_total", totals.cut),
      ("gateway_loop_stalls_total", totals.stalls), ("gateway_log_dropped_total", sink.dropped),
      ("gateway_loop_foreign_jobs_total", totals.foreignJobs),
    ]
    return plain + reloads.samples + totals.listeners.samples
  }
}
