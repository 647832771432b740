package import POSIXStream
import Synchronization

/// How much memory the process may have, and whether it has more: then it takes nobody new, and lets go of whoever
/// holds much.
///
/// What counts is the resident set that the kernel reports, which leaves nothing out. It is read when somebody
/// asks, and at most every 50 ms unless much has been asked for meanwhile, so that a burst cannot outrun it. Shared
/// by all loops, without a lock.
package final class MemoryBudget: Sendable {
  /// Bytes; nothing where there is no limit.
  package let limit: Int?
  private let source: any MemorySource
  private let resident = Atomic<Int>(0)
  private let asked = Atomic<Int>(0)
  private let nextReading = Atomic<Int64>(.min)
  private let trims = Throttle(every: .seconds(1))

  package enum Pressure: Int, Sendable, Comparable {
    case none
    /// Above the limit.
    case tight
    /// Above it by more than an eighth.
    case critical

    package static func < (a: Pressure, b: Pressure) -> Bool { a.rawValue < b.rawValue }
  }

  private static let readingInterval = Duration.milliseconds(50)
  /// So many bytes, asked for since the last reading, are a reason for another: 4 MiB.
  private static let askedPerReading = 4 << 20
  /// What a connection may hold while it waits when memory is tight: 64 KiB, as much as every reply may owe.
  package static let ordinary = 64 * 1024
  /// What a new connection is taken to cost.
  static let perConnection = 4096

  package static let unlimited = MemoryBudget(limit: nil, source: SystemMemory())

  package init(limit: Int?, source: any MemorySource = SystemMemory()) {
    self.limit = limit
    self.source = source
  }

  /// How things stand for somebody who holds, or is about to take, so many bytes.
  package func pressure(for bytes: Int, at now: Moment) -> Pressure {
    guard let limit else { return .none }
    let sum = asked.wrappingAdd(bytes, ordering: .relaxed).newValue
    if sum >= MemoryBudget.askedPerReading || now.nanoseconds >= nextReading.load(ordering: .relaxed) { read(now) }
    let used = resident.load(ordering: .relaxed)
    guard used > limit else { return .none }
    if trims.passes(at: now) { source.trim() }
    return used - limit > limit / 8 ? .critical : .tight
  }

  private func read(_ now: Moment) {
    nextReading.store((now + MemoryBudget.readingInterval).nanoseconds, ordering: .relaxed)
    asked.store(0, ordering: .relaxed)
    resident.store(source.resident(), ordering: .relaxed)
  }

  /// Many connections have ended: what they had goes back to the system.
  func peakIsOver() { source.trim() }
}

/// Where the size of the process is known.
package protocol MemorySource: Sendable {
  /// Bytes of memory that the process has.
  func resident() -> Int
  /// Gives back to the system what is not in use; returns at once.
  func trim()
}

/// The process itself. See statm in proc_pid_statm(5), malloc_trim(3).
package struct SystemMemory: MemorySource {
  package init() {}

  package func resident() -> Int { ProcessMemory.resident }

  /// On a thread of its own, since it walks through all there is.
  package func trim() {
    do throws(Errno) { try NativeThread("gateway-trim") { ProcessMemory.trim() }.detach() } catch {}
  }
}
