import Glibc

/// A value that threads share, behind a pthread mutex, which the thread sanitizer sees.
///
/// For what threads exchange now and then; nothing on a frame's way takes a lock.
@safe package final class Locked<Value: ~Copyable>: @unchecked Sendable {
  // SAFETY: `value` is only touched between lock and unlock of `mutex`, whose memory never moves.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  package init(_ value: consuming sending Value) {
    self.value = value
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
  }

  deinit {
    // SAFETY: nobody holds a lock of an object that nobody holds.
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  package func with<R: ~Copyable, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
    // SAFETY: the pair of calls encloses the only access.
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
