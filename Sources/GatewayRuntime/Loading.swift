import POSIXStream
import Routing

/// A reload before it changes anything: reads the files and binds what they newly ask for, all or nothing.
///
/// On a thread of its own, since disks and the names of groups may take their time. The thread only leaves an
/// outcome behind, sockets included, for whoever takes it; abandoned, it binds no more.
final class Loading: Sendable {
  enum Outcome: Sendable {
    case ready(Prepared)
    /// The files say something wrong, or cannot be read.
    case refused(LoadedFiles)
    case notBound(LoadedFiles, BindFailure)
  }

  /// All that the next generation needs.
  struct Prepared: Sendable {
    let files: LoadedFiles
    let plan: Plan
    let bound: Bound
    /// Stale socket files that were replaced.
    let replaced: [String]
  }

  private enum Phase {
    case reading
    case binding
    case abandoned
  }

  private let phase = Locked(Phase.reading)
  private let outcome = Locked<Outcome?>(nil)
  private let thread = Locked<NativeThread?>(nil)

  private init() {}

  /// - Parameters:
  ///   - holdings: what the process listens on already.
  ///   - lookUp: the number of a group.
  ///   - done: called on the thread once there is an outcome.
  /// - Throws: `Errno`. See pthread_create(3).
  static func start(
    _ load: @escaping @Sendable () -> LoadedFiles, keeping holdings: [Holding], loops: Int,
    lookUp: @escaping @Sendable (String) throws(Errno) -> Int = groupID(of:), done: @escaping @Sendable () -> Void
  ) throws(Errno) -> Loading {
    let loading = Loading()
    try loading.thread.with { (thread) throws(Errno) in
      thread = try NativeThread("gateway-reload") {
        loading.run(load, lookUp, keeping: holdings, loops: loops)
        done()
      }
    }
    return loading
  }

  private func run(
    _ load: () -> LoadedFiles, _ lookUp: (String) throws(Errno) -> Int, keeping holdings: [Holding], loops: Int
  ) {
    let files = load()
    let came = files.plan.flatMap { plan in
      // While it may still be abandoned at once.
      let groups = GroupNumbers(of: plan, lookUp: lookUp)
      return bind(plan, files, groups, keeping: holdings, loops: loops)
    }
    outcome.with { $0 = came ?? .refused(files) }
  }

  private func bind(
    _ plan: Plan, _ files: LoadedFiles, _ groups: GroupNumbers, keeping holdings: [Holding], loops: Int
  ) -> Outcome? {
    let goesOn = phase.with { phase in
      if case .abandoned = phase { return false }
      phase = .binding
      return true
    }
    guard goesOn else { return nil }
    var binder = Binder(loops: loops)
    do throws(BindFailure) {
      let bound = try binder.bind(plan, keeping: holdings, groups: groups)
      return .ready(Prepared(files: files, plan: plan, bound: bound, replaced: binder.replaced))
    } catch {
      return .notBound(files, error)
    }
  }

  /// What came of it, once.
  func take() -> Outcome? {
    guard let outcome = outcome.with({ $0.take() }) else { return nil }
    if let thread = thread.with({ $0.take() }) { thread.join() }
    return outcome
  }

  /// Nothing is to come of it. What was bound is given back, socket files included, before this returns.
  func abandon() {
    let isReading = phase.with { phase in
      guard case .reading = phase else { return false }
      phase = .abandoned
      return true
    }
    if let thread = thread.with({ $0.take() }) {
      // A disk or a directory of groups that hangs must not keep the process from its end.
      if isReading { thread.detach() } else { thread.join() }
    }
    outcome.with { $0 = nil }
  }
}
