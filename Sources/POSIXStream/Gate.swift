/// The one place where a connection suspends.
///
/// A gate is an executor without a thread. To wait, a task hops to the gate's actor; the hop hands
/// the rest of the task to `enqueue` as a job, which the gate keeps. When the loop learns that the
/// connection is readable, writable, late or asked to finish, it runs that job then and there, and
/// says it runs on the loop's executor, so that the hop back is free. Nothing is allocated, no
/// lock is taken and no thread is woken. A continuation would resume through the global executor:
/// this way costs less than half of it.
///
/// Most of what arrives can be answered at once, and a task that is woken for it would do nothing else before it
/// waits again. So a gate may have an attendant, who does it in the task's place while the task sleeps on.
///
/// One waiter at a time, always a task of the loop's own actor: everything here is confined to the
/// loop's thread.
package actor Gate: SerialExecutor {
  package nonisolated let loop: EventLoop
  /// The identity of its events: above a generation, below the gate's place in the loop's table.
  nonisolated let identity: UInt64
  nonisolated var slot: Int { Int(identity & 0xffff_ffff) }

  // SAFETY: the loop's thread alone touches it; `EventLoop.assertOnLoop` checks that in debug builds.
  private nonisolated(unsafe) var confined = State()

  /// What the gate and the loop know of the connection.
  struct State {
    /// The rest of the task that waits.
    var parked: UnownedJob?
    /// What has happened and was not yet waited for.
    var pending: Readiness = []
    /// What is so until it is said otherwise, as a kernel's readiness is. Waiting for it takes nothing away.
    var level: Readiness = []
    /// What is being waited for, and until when.
    var interest: Readiness = []
    /// Whom the gate belongs to; 0 for nobody in particular.
    var group: UInt32 = 0
    var deadline = Moment.never
    // SAFETY: not kept alive, which would count references for each event; `attend(by:)` says who takes it away.
    unowned(unsafe) var attendant: (any GateAttendant)?
    /// Whom to name when its work takes too long.
    var owner = GateOwner.none
    /// The descriptor whose events arrive here, -1 for none, and the epoll events that are asked for.
    var descriptor: Int32 = -1
    var polled: UInt32 = 0

    /// What is there and was waited for, which is then no longer waited for.
    mutating func take() -> Readiness {
      let ready = present
      pending.subtract(ready)
      interest = []
      deadline = .never
      return ready
    }

    /// What is there and is being waited for.
    var present: Readiness { pending.union(level).intersection(interest) }
  }

  nonisolated var state: State {
    _read { yield unsafe confined }
    _modify { yield unsafe &confined }
  }

  init(loop: EventLoop, slot: Int, generation: UInt32) {
    self.loop = loop
    identity = UInt64(generation) << 32 | UInt64(UInt32(truncatingIfNeeded: slot))
  }

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe asUnownedSerialExecutor() }

  /// Keeps the rest of the task that waits. Called by the hop in `wait`.
  package nonisolated func enqueue(_ job: consuming ExecutorJob) {
    loop.assertOnLoop()
    precondition(state.parked == nil, "a gate has one waiter")
    state.parked = UnownedJob(job)
  }

  /// Suspends until something of `interest` has happened, or `deadline` has passed.
  ///
  /// What happened before counts: then it does not suspend. Several things may be answered at once.
  package nonisolated func wait(for interest: Readiness, until deadline: Moment = .never) async -> Readiness {
    loop.assertOnLoop()
    state.interest = interest
    if !state.present.isEmpty { return state.take() }
    if deadline < .never {
      state.interest.insert(.deadline)
      state.deadline = deadline
    }
    loop.arm(self)
    return await take()
  }

  /// Lets the other connections of the loop have their turn.
  package nonisolated func yield() async { _ = await yield(or: []) }

  /// Lets the other connections of the loop have their turn, unless something of `interest` has happened.
  package nonisolated func yield(or interest: Readiness) async -> Readiness {
    loop.wakeSoon(self, .turn)
    return await wait(for: interest.union(.turn))
  }

  /// Runs on the gate, that is, when the job it kept is run. Its value must be used: a hop without
  /// an effect would be optimised away.
  @inline(never)
  private func take() -> Readiness { state.take() }

  /// Something has happened: wakes the waiter if that is what it waits for, else remembers it.
  package nonisolated func ready(_ events: Readiness) {
    loop.assertOnLoop()
    state.pending.formUnion(events)
    guard !state.present.isEmpty, let job = state.parked else { return }
    // What happens while the attendant works must find nobody to wake.
    state.parked = nil
    if state.present == .readable, isAttended(until: job) { return }
    loop.run(job)
  }

  /// Whether the attendant has dealt with bytes, and the task goes on waiting.
  private nonisolated func isAttended(until job: UnownedJob) -> Bool {
    guard state.interest.contains(.attended), let attendant = unsafe state.attendant else { return false }
    state.pending.subtract(.readable)
    guard let deadline = attendant.attend() else {
      state.pending.insert(.readable)
      return false
    }
    guard state.present.isEmpty else { return false }
    state.parked = job
    waitOn(until: deadline)
    return true
  }

  private nonisolated func waitOn(until deadline: Moment) {
    state.interest = deadline < .never ? state.interest.union(.deadline) : state.interest.subtracting(.deadline)
    state.deadline = deadline
    loop.arm(self)
  }

  /// From now on `attendant` is asked first when bytes arrive for a task that waits for `.attended`; nobody where it
  /// is nothing. Whoever sets one takes it away before it goes.
  package nonisolated func attend(by attendant: (any GateAttendant)?) { unsafe state.attendant = attendant }

  /// From now on `EventLoop.broadcast` reaches it with others of that group, which is not 0.
  package nonisolated func join(_ group: UInt32) { state.group = group }

  /// Whom to name when its work takes too long.
  package nonisolated var owner: GateOwner {
    get { state.owner }
    set { state.owner = newValue }
  }

  /// Whether any of `events` has happened and was not yet waited for.
  package nonisolated func remembers(_ events: Readiness) -> Bool { !state.pending.isDisjoint(with: events) }

  /// Whether somebody waits here for any of `events`.
  package nonisolated func awaits(_ events: Readiness) -> Bool {
    state.parked != nil && !state.interest.isDisjoint(with: events)
  }
}

/// Does what a connection's task would do when bytes arrive. See `Gate`.
package protocol GateAttendant: AnyObject {
  /// Bytes may have arrived. Until when the task goes on waiting; nothing where it has to be woken.
  func attend() -> Moment?
}
