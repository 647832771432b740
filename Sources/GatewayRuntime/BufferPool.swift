package import Framing
package import POSIXStream

/// The memory of one connection that has bytes on the way: what arrived, and what is owed.
package final class Buffers {
  package var inbox = ByteBuffer()
  package var outbox = Outbox()
  /// The next in the pool, while these are in it.
  fileprivate var next: Buffers?

  package init() {}

  package var isEmpty: Bool { inbox.isEmpty && outbox.isEmpty }
}

/// The buffers of one loop, lent to a connection only while it has bytes: an idle connection holds none.
package final class BufferPool {
  /// The first of a list: taking and giving back moves references instead of counting them.
  private var free: Buffers?
  private var freeCount = 0
  /// Buffers kept for the next connection; one busy loop rarely has more in use at a time.
  private let kept: Int
  /// A buffer that grew beyond this gives its memory back before it is kept: 64 KiB.
  private let largest = 64 * 1024

  private let budget: MemoryBudget

  package init(keeping kept: Int = 32, budget: MemoryBudget = .unlimited) {
    self.kept = kept
    self.budget = budget
  }

  /// Whether a connection may wait with `buffers` in its hands: any, while there is memory; when it is tight, only
  /// small ones, and in the end none.
  package func allowsKeeping(_ buffers: Buffers, at now: Moment) -> Bool {
    let size = buffers.inbox.capacity + buffers.outbox.capacity
    switch budget.pressure(for: size, at: now) {
    case .none: return true
    case .tight: return size <= MemoryBudget.ordinary
    case .critical: return false
    }
  }

  @inline(__always)
  package func take() -> Buffers {
    guard let buffers = free.take() else { return Buffers() }
    free = buffers.next.take()
    freeCount -= 1
    return buffers
  }

  @inline(__always)
  package func giveBack(_ buffers: consuming Buffers) {
    guard freeCount < kept else { return }
    buffers.inbox.clear(keeping: largest)
    buffers.outbox.clear(keeping: largest)
    buffers.next = free.take()
    free = buffers
    freeCount += 1
  }
}
