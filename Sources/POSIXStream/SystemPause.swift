import Glibc

/// Sleeping, for threads that are no loop.
package enum SystemPause {
  /// See usleep(3).
  package static func milliseconds(_ count: UInt32) { usleep(count * 1000) }
}
