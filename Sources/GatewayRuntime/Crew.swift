import Logging
import POSIXStream
import Routing

/// The event loops of a process, their threads, and the workers on them.
struct Crew {
  private let threads: [LoopThread]
  private let workers: [Worker]
  /// The listeners of each worker.
  private let shifts: [[Listening]]

  /// - Throws: `Errno` where descriptors or threads have run out.
  init(
    _ plan: Plan, loops: Int, listeners: [Listening], descriptorLimit: Int, budget: MemoryBudget, log: Logger
  ) throws(Errno) {
    let admission = Admission(
      routes: plan.routes.count, processLimit: max(1, descriptorLimit / 2), budget: budget)
    let shared = SharedMemory(plan)
    let dealers = listeners.count { $0.isDealt }
    let host = Array(hostName().utf8)
    var threads: [LoopThread] = []
    var workers: [Worker] = []
    var shifts = [listeners]
    for index in 0..<loops {
      let loop = try EventLoop()
      workers.append(
        Worker(
          index: index, of: loops, loop: loop, plan: plan, admission: admission, shared: shared, dealers: dealers,
          host: host, log: log))
      if index > 0 { shifts.append(try Crew.joined(listeners)) }
      threads.append(try LoopThread(loop, name: "gateway-loop-\(index)"))
    }
    try Crew.expectSpareDescriptors()
    self.threads = threads
    self.workers = workers
    self.shifts = shifts
  }

  /// The language's runtime takes two descriptors when the first task runs, and the process does not
  /// survive where it gets none. So eight must be left, which a loop for each two of them shows.
  private static func expectSpareDescriptors() throws(Errno) {
    var spare: [EventLoop] = []
    while spare.count < 4 { spare.append(try EventLoop()) }
  }

  /// A socket of its own on each TCP address, for one more loop.
  private static func joined(_ listeners: [Listening]) throws(Errno) -> [Listening] {
    var joined: [Listening] = []
    for listening in listeners where !listening.isDealt {
      if let another = try listening.joined() { joined.append(another) }
    }
    return joined
  }

  /// Serves until every worker has ended, which they do when `Control` tells them to.
  func serve(
    _ plan: Plan, _ signals: consuming Descriptor, _ log: Logger, _ sink: LogSink, showsProgress: Bool
  ) async -> ExitStatus {
    let control = Control(
      loop: threads[0].loop, workers: workers, plan: plan, log: log, sink: sink, showsProgress: showsProgress)
    let pipe = Locked<Descriptor?>(consume signals)
    let status = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        if let pipe = pipe.with({ $0.take() }) { await control.run(pipe) }
      }
      await runWorkers()
      return await control.end()
    }
    let endings = await control.endings()
    log.info("stopped", metadata: ["status": .stringConvertible(status.rawValue), "closed": .dictionary(endings)])
    await control.logCounters()
    for thread in threads { thread.join() }
    return status
  }

  private func runWorkers() async {
    await withDiscardingTaskGroup { group in
      for (worker, listeners) in zip(workers, shifts) {
        group.addTask { await worker.serve(listeners, dealingTo: workers) }
      }
    }
  }
}
