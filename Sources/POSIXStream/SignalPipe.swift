import CLinuxShims
import Glibc

/// Signals as events of a loop: the handlers only write a byte into a pipe. See signal-safety(7).
///
/// One for the process. Handlers instead of a signalfd, because the runtime has threads that nobody
/// here started, and a signal that is blocked in one thread is delivered to another.
package final class SignalPipe {
  package let gate: Gate
  private let descriptor: Descriptor

  /// Keeps what comes of `signals` for `open`: until then they neither end the process nor are lost.
  ///
  /// A process that cannot even do so goes on as it would without.
  package static func expect(_ signals: [Int32]) {
    // SAFETY: the call only reads `count` numbers.
    _ = unsafe shim_expect_signals(signals, Int32(signals.count))
  }

  /// Handles `signals` from now on.
  ///
  /// - Throws: `Errno`. See pipe(2), sigaction(2).
  package static func open(_ signals: [Int32]) throws(Errno) -> Descriptor {
    // SAFETY: the call only reads `count` numbers.
    let end = unsafe CallResult(raw: shim_signal_pipe(signals, Int32(signals.count)))
    return Descriptor(Int32(try end.get()), calls: LinuxSystemCalls.shared)
  }

  package init(_ descriptor: consuming Descriptor, on loop: EventLoop) throws(Errno) {
    gate = try loop.makeGate(for: descriptor.number)
    self.descriptor = consume descriptor
  }

  /// The number of a signal that has arrived, the oldest first; nothing where none has.
  package func next() -> Int32? {
    var byte: [UInt8] = [0]
    var space = byte.mutableSpan
    guard descriptor.calls.read(descriptor.number, into: &space).raw == 1 else { return nil }
    shim_signal_taken(Int32(byte[0]))
    return Int32(byte[0])
  }

  /// Lets `SystemClock.wasStopped` tell a stop of the process from slow work.
  package static func noteContinues() { _ = shim_note_continues() }

  /// Nothing comes of `signal` from now on.
  package static func ignore(_ signal: Int32) { shim_ignore_signal(signal) }
}

/// What a process does about its descriptors before it serves.
package enum ProcessDescriptors {
  /// Opens /dev/null for each of 0 to 2 that is closed, so that no socket gets such a number.
  package static func openStandard() { shim_open_standard_descriptors() }

  /// How many descriptors the process may have. See getrlimit(2), RLIMIT_NOFILE.
  package static var limit: Int { max(0, shim_descriptor_limit()) }

  /// Raises the limit to the hard limit, and answers it. See getrlimit(2), RLIMIT_NOFILE.
  package static func raiseLimit() -> Int { max(0, shim_raise_descriptor_limit()) }
}

/// The number of a group's name. See getgrnam(3).
///
/// - Throws: `Errno`, ENOENT where there is no such group.
package func groupID(of name: String) throws(Errno) -> Int { try unsafe CallResult(raw: shim_group_id(name)).get() }
