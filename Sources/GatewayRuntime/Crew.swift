import Logging
import POSIXStream
import Routing

/// The event loops of a process, their threads, and the workers on them.
struct Crew {
  private let threads: [LoopThread]
  private let workers: [Worker]
  private let admission: Admission
  /// What was bound for the first plan: the addresses, and the listeners of each worker.
  private let bound: Bound

  /// - Throws: `Errno` where descriptors or threads have run out.
  init(
    loops: Int, bound: Bound, descriptorLimit: Int, budget: MemoryBudget, log: Logger
  ) throws(Errno) {
    let admission = Admission(processLimit: max(1, descriptorLimit / 2), budget: budget)
    let host = Array(hostName().utf8)
    var threads: [LoopThread] = []
    var workers: [Worker] = []
    for index in 0..<loops {
      let loop = try EventLoop()
      workers.append(Worker(index: index, of: loops, loop: loop, admission: admission, host: host, log: log))
      threads.append(try LoopThread(loop, name: "gateway-loop-\(index)"))
    }
    try Crew.expectSpareDescriptors()
    self.threads = threads
    self.workers = workers
    self.admission = admission
    self.bound = bound
  }

  /// The language's runtime takes two descriptors when the first task runs, and the process does not
  /// survive where it gets none. So eight must be left, which a loop for each two of them shows.
  private static func expectSpareDescriptors() throws(Errno) {
    var spare: [EventLoop] = []
    while spare.count < 4 { spare.append(try EventLoop()) }
  }

  /// Serves until every worker has ended, which they do when `Control` tells them to.
  func serve(
    _ plan: Plan, _ signals: consuming Descriptor, _ options: ServeOptions, _ log: Logger, _ level: LogLevel,
    _ sink: LogSink
  ) async -> ExitStatus {
    let first = Generation(plan, addresses: bound.addresses, admission: admission)
    let roster = Roster(workers: workers, admission: admission, holdings: bound.holdings, generation: first)
    let control = Control(
      loop: threads[0].loop, roster: roster, options: options, log: log, level: level, sink: sink)
    let pipe = Locked<Descriptor?>(consume signals)
    await roster.begin(opened: Set(bound.addresses.keys))
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
      for (worker, listeners) in zip(workers, bound.shifts) {
        group.addTask { await worker.serve(listeners, dealingTo: workers) }
      }
    }
  }
}
