import CLinuxShims
import Glibc
import Synchronization

/// One thread's event loop: epoll, deadlines, and the executor of the actor whose tasks run here.
///
/// A turn runs the jobs that are ready, sleeps in epoll_wait(2) until something happens or a
/// deadline passes, and wakes the gates concerned. A woken connection runs at once, inside the turn,
/// until it waits again. Everything but `enqueue`, `post` and `stop` belongs to the loop's thread.
///
/// About epoll: registrations are level-triggered, so an event that nobody took comes again, and a
/// read that was told EAGAIN by mistake loses nothing. An event that nobody waits for would come
/// again at once and for ever, so its first arrival takes it out of the registration (`arm` puts it
/// back). EPOLLHUP and EPOLLERR cannot be taken out: such a descriptor is removed from the set, and
/// its gate counts as readable and writable from then on. Closing a descriptor removes it from the
/// set; events of it that the same epoll_wait had already reported are recognised by the generation
/// in their identity and dropped. See epoll(7).
package final class EventLoop: SerialExecutor, @unchecked Sendable {
  package let calls: any SystemCalls
  package let clock: any LoopClock

  /// 0 until the loop has a thread. Every other thread that brings a job asks whether it is this one.
  private let thread = Atomic<pthread_t>(0)

  // SAFETY: the loop's thread alone touches these; `assertOnLoop` checks it in debug builds.
  private var jobs: [UnownedJob] = []
  private var soon: [Wake] = []
  private var slots: [Slot] = []
  private var freeSlots: [Int] = []
  private var timers = TimerQueue()
  private var events = [shim_event](repeating: shim_event(), count: 256)
  private var running = true
  /// The moment at which this turn began; every deadline is counted from it.
  package private(set) var now: Moment
  /// Turns that took longer than `stallLimit`.
  package internal(set) var stalls = 0
  package static let stallLimit = Duration.milliseconds(100)
  var watch = StallWatch()
  /// The names that `GateOwner` has a number of; the first stands for none.
  var names = [""]
  var numbers = ["": 0]
  /// Told of each turn that took longer than `stallLimit`, at its end.
  package var onStall: ((Stall) -> Void)?

  private let poll: Descriptor
  private let wakeup: Descriptor
  private let inbox = Locked(Inbox())

  private typealias Wake = (gate: Gate, events: Readiness)

  private struct Slot {
    var generation: UInt32 = 0
    var gate: Gate?
  }

  /// What other threads left for the loop.
  private struct Inbox {
    var jobs: [UnownedJob] = []
    var work: [@Sendable () -> Void] = []
    var foreignJobs = 0
  }

  /// - Throws: `Errno` where epoll_create1(2) or eventfd(2) has no descriptor for it.
  package init(calls: any SystemCalls = LinuxSystemCalls.shared, clock: any LoopClock = SystemClock.shared)
    throws(Errno)
  {
    self.calls = calls
    self.clock = clock
    now = clock.now()
    poll = Descriptor(Int32(try calls.createPoll().get()), calls: calls)
    wakeup = Descriptor(Int32(try calls.createWakeup().get()), calls: calls)
    _ = try calls.pollAdd(poll.number, wakeup.number, events: shim_epoll_in, identity: .max).get()
  }

  /// Jobs that arrived from other threads so far: a handful for each service, none for a connection.
  package var foreignJobs: Int { inbox.with { $0.foreignJobs } }
}

// MARK: - The executor

extension EventLoop {
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isOnLoop {
      jobs.append(job)
    } else {
      deliver {
        $0.jobs.append(job)
        $0.foreignJobs += 1
      }
    }
  }

  package func isSameExclusiveExecutionContext(other: EventLoop) -> Bool { self === other }

  package func checkIsolated() { precondition(isOnLoop, "not on the event loop's thread") }

  package var isOnLoop: Bool { thread.load(ordering: .relaxed) == pthread_self() }

  func assertOnLoop() { assert(isOnLoop, "not on the event loop's thread") }

  func run(_ job: UnownedJob) { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }

  /// Runs `work` on the loop's thread, soon. May be called from any thread.
  package func post(_ work: @escaping @Sendable () -> Void) { deliver { $0.work.append(work) } }

  /// Ends `run` after the turn in which it arrives. May be called from any thread.
  package func stop() { post { [self] in running = false } }

  /// The loop is told while the inbox is locked: once it is not, the loop may run the job, which may be the last
  /// to keep the loop.
  private func deliver(_ change: (inout Inbox) -> Void) {
    inbox.with { inbox in
      let wasEmpty = inbox.jobs.isEmpty && inbox.work.isEmpty
      change(&inbox)
      if wasEmpty { wake() }
    }
  }

  private func wake() {
    let one: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]
    // EAGAIN says that the counter is full, and then the loop wakes anyway. After EINTR nobody else would
    // wake it: who finds the inbox filled takes the loop to be awake.
    while calls.write(wakeup.number, one.span).error == .interrupted {}
  }
}

// MARK: - The turn

extension EventLoop {
  /// Turns until `stop`. The calling thread is the loop's thread from now on.
  package func run() {
    adopt()
    while running { turn() }
    finishJobs()
    // A gate and its loop hold each other: one that nobody retired would keep both.
    for slot in slots.indices { slots[slot].gate = nil }
  }

  /// Makes the calling thread the loop's thread.
  package func adopt() {
    thread.store(pthread_self(), ordering: .relaxed)
    now = clock.now()
    watch.turnBegins(at: now)
  }

  package func turn() {
    runJobs()
    let next = timers.next
    let idle = jobs.isEmpty && soon.isEmpty
    noteStall()
    let count = calls.pollWait(poll.number, events: &events, milliseconds: idle ? clock.sleep(until: next) : 0).raw
    if count == 0, idle { clock.slept(until: next) }
    now = clock.now()
    watch.turnBegins(at: now)
    // Whoever gives the turn away because of an event has the next one behind the kernel's other events.
    let yielded = soon.isEmpty ? nil : takeTheSoon()
    if count > 0 {
      for index in 0..<count { dispatch(events[index]) }
    }
    if let yielded { wake(yielded) }
    expire()
  }

  /// A turn that asks the kernel nothing: for a job of this loop that moves memory streams and a clock by hand.
  package func step() {
    assertOnLoop()
    runJobs()
    now = clock.now()
    if !soon.isEmpty { wake(takeTheSoon()) }
    expire()
  }

  /// Whether another step would do nothing at this moment.
  package var isQuiet: Bool { jobs.isEmpty && soon.isEmpty && timers.next > clock.now() }

  /// The earliest moment that anything waits for, or an earlier one at which nothing happens any more.
  package var nextDeadline: Moment { timers.next }

  /// Once through the queue: jobs that make more jobs must not keep the turn from the others.
  private func runJobs() {
    guard !jobs.isEmpty else { return }
    let batch = jobs
    jobs.removeAll(keepingCapacity: true)
    begins(.job, .none)
    for job in batch { run(job) }
  }

  /// What the last turn left: a task that ends after `stop` still gets to its end.
  private func finishJobs() {
    takeInbox()
    while !jobs.isEmpty { runJobs() }
  }

  private func dispatch(_ event: shim_event) {
    guard event.identity != .max else { return takeInbox() }
    guard let gate = gate(of: event.identity) else { return }
    var ready: Readiness = []
    let broken = event.events & (shim_epoll_error | shim_epoll_hangup) != 0
    if broken || event.events & shim_epoll_in != 0 { ready.insert(.readable) }
    if broken || event.events & shim_epoll_out != 0 { ready.insert(.writable) }
    if broken { ready.insert(.lost) }
    if !ready.isDisjoint(with: gate.state.interest) {
      begins(ready.contains(.readable) ? .read : .write, gate.state.owner)
      gate.ready(ready.intersection(gate.state.interest))
    } else if broken {
      ignore(gate)
    } else {
      register(gate, for: pollEvents(gate.state.interest))
    }
  }

  private func gate(of identity: UInt64) -> Gate? {
    let slot = Int(identity & 0xffff_ffff)
    guard slot < slots.count, slots[slot].generation == UInt32(identity >> 32) else { return nil }
    return slots[slot].gate
  }

  private func takeInbox() {
    var counter = [UInt8](repeating: 0, count: 8)
    var space = counter.mutableSpan
    _ = calls.read(wakeup.number, into: &space)
    let taken = inbox.with { inbox in
      let taken = (jobs: inbox.jobs, work: inbox.work)
      inbox.jobs.removeAll()
      inbox.work.removeAll()
      return taken
    }
    jobs.append(contentsOf: taken.jobs)
    if !taken.work.isEmpty { begins(.job, .none) }
    for work in taken.work { work() }
  }

  /// Each deadline at most once in a turn: who waits again until now waits for the next turn.
  private func expire() {
    var left = timers.count
    while left > 0, let slot = timers.popExpired(at: now) {
      left -= 1
      guard let gate = slots[slot].gate else { continue }
      if gate.state.deadline <= now {
        begins(.timer, gate.state.owner)
        gate.ready(.deadline)
      } else if gate.state.deadline < .never {
        timers.set(slot, to: gate.state.deadline)
      }
    }
  }

  private func takeTheSoon() -> [Wake] {
    let batch = soon
    soon.removeAll(keepingCapacity: true)
    return batch
  }

  private func wake(_ batch: [Wake]) {
    for (gate, events) in batch {
      begins(.turn, gate.state.owner)
      gate.ready(events)
    }
  }
}

// MARK: - Gates

extension EventLoop {
  /// A gate without a descriptor: for memory streams and timers.
  package func makeGate() -> Gate {
    assertOnLoop()
    let slot = freeSlots.popLast() ?? slots.count
    if slot == slots.count { slots.append(Slot()) }
    let gate = Gate(loop: self, slot: slot, generation: slots[slot].generation)
    slots[slot].gate = gate
    return gate
  }

  /// A gate that hears of `descriptor`, which the caller keeps, and closes after `retire`.
  ///
  /// - Throws: `Errno`. See epoll_ctl(2).
  package func makeGate(for descriptor: Int32) throws(Errno) -> Gate {
    let gate = makeGate()
    if let error = calls.pollAdd(poll.number, descriptor, events: shim_epoll_in, identity: gate.identity).error {
      retire(gate)
      throw error
    }
    gate.state.descriptor = descriptor
    gate.state.polled = shim_epoll_in
    return gate
  }

  /// Takes the gate's slot back: events that still name it are stale from now on. The descriptor
  /// leaves the epoll set by being closed. Whoever waits is told that everything has happened, as is
  /// whoever waits later, and learns from the next call that the stream is closed.
  package func retire(_ gate: Gate) {
    assertOnLoop()
    guard slots[gate.slot].gate === gate else { return }
    if gate.state.parked != nil { soon.append((gate, gate.state.interest)) }
    gate.state.descriptor = -1
    timers.set(gate.slot, to: .never)
    slots[gate.slot].gate = nil
    slots[gate.slot].generation &+= 1
    freeSlots.append(gate.slot)
  }

  /// Wakes a gate in a later part of the turn: for those who would otherwise run inside their waker.
  package func wakeSoon(_ gate: Gate, _ events: Readiness) {
    assertOnLoop()
    soon.append((gate, events))
  }

  /// Tells every gate. A waiter that waits for `events` runs at once; the others find it when they next wait.
  package func broadcast(_ events: Readiness) {
    assertOnLoop()
    for gate in slots.compactMap(\.gate) { gate.ready(events) }
  }

  /// Tells the gates of these groups.
  package func broadcast(_ events: Readiness, to groups: Set<UInt32>) {
    assertOnLoop()
    guard !groups.isEmpty else { return }
    for gate in slots.compactMap(\.gate) where groups.contains(gate.state.group) { gate.ready(events) }
  }

  /// Gates in use.
  package var gateCount: Int { slots.count - freeSlots.count }

  /// Asks the kernel and the timers for what the gate is about to wait for.
  func arm(_ gate: Gate) {
    if gate.state.descriptor < 0, slots[gate.slot].gate !== gate {
      return soon.append((gate, gate.state.interest))
    }
    if gate.state.deadline < timers.deadline(of: gate.slot) { timers.set(gate.slot, to: gate.state.deadline) }
    guard gate.state.descriptor >= 0 else { return }
    let wanted = pollEvents(gate.state.interest)
    if wanted & ~gate.state.polled != 0 { register(gate, for: wanted) }
  }

  private func register(_ gate: Gate, for wanted: UInt32) {
    let result = calls.pollModify(poll.number, gate.state.descriptor, events: wanted, identity: gate.identity)
    gate.state.polled = result.error == nil ? wanted : 0
    // A descriptor that epoll no longer knows must not be waited for in vain: the next call tells why.
    if result.error != nil { soon.append((gate, [.readable, .writable])) }
  }

  private func ignore(_ gate: Gate) {
    _ = calls.pollRemove(poll.number, gate.state.descriptor)
    gate.state.descriptor = -1
    gate.state.level = .broken
  }

  private func pollEvents(_ interest: Readiness) -> UInt32 {
    (interest.contains(.readable) ? shim_epoll_in : 0) | (interest.contains(.writable) ? shim_epoll_out : 0)
  }
}
