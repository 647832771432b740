import CLinuxShims
import Glibc

/// The cores that this process may run on. See sched_getaffinity(2).
package enum ProcessCores {
  package static var count: Int { max(1, Int(shim_usable_cores())) }
}

package enum ProcessIdentity {
  /// Whether this is process 1, as in a container, for which the kernel has no default signal actions.
  package static var isInit: Bool { getpid() == 1 }
}
