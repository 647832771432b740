import Glibc

/// Lines on their way to a descriptor that may block: filled by loops, which never wait, and emptied by
/// a thread that may.
///
/// It holds at most `capacity` bytes. When a line does not fit, the oldest lines make room and are
/// counted as dropped.
@safe package final class LineQueue: @unchecked Sendable {
  // SAFETY: everything below is only touched between lock and unlock of `mutex`, whose memory, like
  // that of `changed`, never moves.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var lines: [[UInt8]] = []
  private var oldest = 0
  private var bytes = 0
  private var lost = 0
  private var closed = false
  private var finished = false
  private let capacity: Int

  package init(capacity: Int) {
    self.capacity = capacity
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
    unsafe changed = .allocate(capacity: 1)
    unsafe changed.initialize(to: pthread_cond_t())
    // A wait with an end, by the clock that nobody can set.
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(changed, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    // SAFETY: nobody waits on an object that nobody holds.
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Adds a line; the oldest ones make room.
  package func put(_ line: [UInt8]) {
    locked {
      bytes += line.count
      lines.append(line)
      while bytes > capacity, oldest < lines.count - 1 { dropOldest() }
      if oldest > 1024, oldest > lines.count / 2 {
        lines.removeFirst(oldest)
        oldest = 0
      }
      unsafe pthread_cond_broadcast(changed)
    }
  }

  private func dropOldest() {
    bytes -= lines[oldest].count
    lines[oldest] = []
    oldest += 1
    lost += 1
  }

  /// Waits for lines and takes all of them; nothing once the queue is closed and empty.
  package func take() -> [[UInt8]]? {
    locked {
      while oldest == lines.count, !closed { unsafe pthread_cond_wait(changed, mutex) }
      guard oldest < lines.count else { return nil }
      let taken = Array(lines[oldest...])
      lines.removeAll(keepingCapacity: true)
      oldest = 0
      bytes = 0
      return taken
    }
  }

  /// Counts lines that were taken and could not be written.
  package func lose(_ count: Int) { locked { lost += count } }

  /// Lines that were never written.
  package var dropped: Int { locked { lost } }

  /// No line comes after this: `take` answers nothing once the queue is empty.
  package func close() {
    locked {
      closed = true
      unsafe pthread_cond_broadcast(changed)
    }
  }

  /// The writer has written what it could.
  package func finish() {
    locked {
      finished = true
      unsafe pthread_cond_broadcast(changed)
    }
  }

  /// Waits until the writer has finished, but not longer than `seconds`: a reader that is stuck must not
  /// keep the process from ending. True where it has.
  package func waitUntilFinished(atMost seconds: Int) -> Bool {
    locked {
      var until = timespec()
      unsafe clock_gettime(CLOCK_MONOTONIC, &until)
      until.tv_sec += seconds
      while !finished, unsafe pthread_cond_timedwait(changed, mutex, &until) == 0 {}
      return finished
    }
  }

  private func locked<R>(_ body: () -> R) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }
}
