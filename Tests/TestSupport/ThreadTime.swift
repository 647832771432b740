import Glibc

/// The least of five times that the calling thread was on a processor to do some work; what else a machine does
/// meanwhile, or that it stands still, does not count. See CLOCK_THREAD_CPUTIME_ID in clock_gettime(2).
package func threadTime(of work: () -> Void) -> Duration {
  (0..<5).map { _ in
    let start = threadTime()
    work()
    return threadTime() - start
  }.min() ?? .zero
}

private func threadTime() -> Duration {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
