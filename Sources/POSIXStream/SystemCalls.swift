package import CLinuxShims

/// The system calls of the stream layer, behind one seam, so that a test can answer any of them with
/// any errno.
///
/// None retries: EINTR is an answer like any other, and each caller says what it means there.
package protocol SystemCalls: AnyObject, Sendable {
  /// See read(2).
  func read(_ descriptor: Int32, into space: inout MutableSpan<UInt8>) -> CallResult
  /// See write(2).
  func write(_ descriptor: Int32, _ bytes: Span<UInt8>) -> CallResult
  /// Closes once and for all; also when it answers EINTR. See close(2).
  func close(_ descriptor: Int32) -> CallResult
  /// See shutdown(2), SHUT_WR.
  func shutdownWrite(_ descriptor: Int32) -> CallResult
  /// Bytes that the peer has not acknowledged. See SIOCOUTQ in tcp(7).
  func unacknowledged(_ descriptor: Int32) -> CallResult
  /// Bytes that have arrived and were not read. See FIONREAD in tcp(7).
  func available(_ descriptor: Int32) -> CallResult
  func resetOnClose(_ descriptor: Int32) -> CallResult

  /// Non-blocking, closed on exec. See socket(2).
  func socket(_ family: Int32) -> CallResult
  func set(_ option: SocketOption, on descriptor: Int32) -> CallResult
  /// See fchmod(2): on a socket, before bind(2), the mode of the file to come.
  func changeMode(_ descriptor: Int32, _ mode: UInt32) -> CallResult
  func bind(_ descriptor: Int32, to address: SocketAddress) -> CallResult
  func listen(_ descriptor: Int32, backlog: Int32) -> CallResult
  func localAddress(_ descriptor: Int32) throws(Errno) -> SocketAddress
  /// Answers the new descriptor and sets `peer`. See accept4(2).
  func accept(_ descriptor: Int32, peer: inout SocketAddress) -> CallResult
  func connect(_ descriptor: Int32, to address: SocketAddress) -> CallResult
  /// The error of a connect that went on in the background. See SO_ERROR in socket(7).
  func pendingError(_ descriptor: Int32) -> CallResult

  /// See epoll_create1(2), epoll_ctl(2), epoll_wait(2), eventfd(2).
  func createPoll() -> CallResult
  func pollAdd(_ poll: Int32, _ descriptor: Int32, events: UInt32, identity: UInt64) -> CallResult
  func pollModify(_ poll: Int32, _ descriptor: Int32, events: UInt32, identity: UInt64) -> CallResult
  func pollRemove(_ poll: Int32, _ descriptor: Int32) -> CallResult
  func pollWait(_ poll: Int32, events: inout [shim_event], milliseconds: Int32) -> CallResult
  func createWakeup() -> CallResult

  /// What stands at a path, without following a symbolic link. See lstat(2).
  func fileStatus(_ path: String) throws(Errno) -> FileStatus
  /// See unlink(2), chmod(2), lchown(2).
  func unlink(_ path: String) -> CallResult
  func changeMode(ofFile path: String, _ mode: UInt32) -> CallResult
  func changeGroup(ofFile path: String, _ group: Int) -> CallResult
}

package struct FileStatus: Sendable, Hashable {
  package var isSocket: Bool
  package var device: UInt64
  package var inode: UInt64

  package init(isSocket: Bool, device: UInt64 = 0, inode: UInt64 = 0) {
    self.isSocket = isSocket
    self.device = device
    self.inode = inode
  }
}

package enum SocketOption: Sendable, Hashable {
  case reuseAddress
  case reusePort
  case v6Only
  case noDelay
}

/// The calls themselves.
package final class LinuxSystemCalls: SystemCalls {
  package static let shared = LinuxSystemCalls()

  private init() {}

  package func read(_ descriptor: Int32, into space: inout MutableSpan<UInt8>) -> CallResult {
    unsafe space.withUnsafeMutableBytes {
      // SAFETY: the kernel writes at most `count` bytes at `baseAddress`.
      unsafe CallResult(raw: shim_read(descriptor, $0.baseAddress, $0.count))
    }
  }

  package func write(_ descriptor: Int32, _ bytes: Span<UInt8>) -> CallResult {
    unsafe bytes.withUnsafeBytes {
      // SAFETY: the kernel reads at most `count` bytes at `baseAddress`.
      unsafe CallResult(raw: shim_write(descriptor, $0.baseAddress, $0.count))
    }
  }

  package func close(_ descriptor: Int32) -> CallResult { CallResult(raw: shim_close(descriptor)) }

  package func shutdownWrite(_ descriptor: Int32) -> CallResult { CallResult(raw: shim_shutdown_write(descriptor)) }

  package func unacknowledged(_ descriptor: Int32) -> CallResult { CallResult(raw: shim_unacknowledged(descriptor)) }

  package func available(_ descriptor: Int32) -> CallResult { CallResult(raw: shim_available(descriptor)) }

  package func resetOnClose(_ descriptor: Int32) -> CallResult {
    CallResult(raw: shim_set_reset_on_close(descriptor))
  }

  package func socket(_ family: Int32) -> CallResult { CallResult(raw: shim_socket(family)) }

  package func set(_ option: SocketOption, on descriptor: Int32) -> CallResult {
    switch option {
    case .reuseAddress: CallResult(raw: shim_set_reuse_address(descriptor))
    case .reusePort: CallResult(raw: shim_set_reuse_port(descriptor))
    case .v6Only: CallResult(raw: shim_set_v6_only(descriptor))
    case .noDelay: CallResult(raw: shim_set_no_delay(descriptor))
    }
  }

  package func changeMode(_ descriptor: Int32, _ mode: UInt32) -> CallResult {
    CallResult(raw: shim_fchmod(descriptor, mode))
  }

  package func bind(_ descriptor: Int32, to address: SocketAddress) -> CallResult {
    // SAFETY: the struct outlives the call, which only reads it.
    unsafe withUnsafePointer(to: address.raw) { unsafe CallResult(raw: shim_bind(descriptor, $0)) }
  }

  package func listen(_ descriptor: Int32, backlog: Int32) -> CallResult {
    CallResult(raw: shim_listen(descriptor, backlog))
  }

  package func localAddress(_ descriptor: Int32) throws(Errno) -> SocketAddress {
    var raw = shim_address()
    // SAFETY: the call fills the struct, which outlives it.
    _ = try unsafe CallResult(raw: shim_local_address(descriptor, &raw)).get()
    return SocketAddress(raw: raw)
  }

  package func accept(_ descriptor: Int32, peer: inout SocketAddress) -> CallResult {
    // SAFETY: the call fills the struct, which outlives it.
    unsafe CallResult(raw: shim_accept(descriptor, &peer.raw))
  }

  package func connect(_ descriptor: Int32, to address: SocketAddress) -> CallResult {
    // SAFETY: the struct outlives the call, which only reads it.
    unsafe withUnsafePointer(to: address.raw) { unsafe CallResult(raw: shim_connect(descriptor, $0)) }
  }

  package func pendingError(_ descriptor: Int32) -> CallResult { CallResult(raw: shim_socket_error(descriptor)) }

  package func createPoll() -> CallResult { CallResult(raw: shim_epoll_create()) }

  package func pollAdd(_ poll: Int32, _ descriptor: Int32, events: UInt32, identity: UInt64) -> CallResult {
    CallResult(raw: shim_epoll_add(poll, descriptor, events, identity))
  }

  package func pollModify(_ poll: Int32, _ descriptor: Int32, events: UInt32, identity: UInt64) -> CallResult {
    CallResult(raw: shim_epoll_modify(poll, descriptor, events, identity))
  }

  package func pollRemove(_ poll: Int32, _ descriptor: Int32) -> CallResult {
    CallResult(raw: shim_epoll_remove(poll, descriptor))
  }

  package func pollWait(_ poll: Int32, events: inout [shim_event], milliseconds: Int32) -> CallResult {
    unsafe events.withUnsafeMutableBufferPointer {
      // SAFETY: the call fills at most `count` structs at `baseAddress`.
      unsafe CallResult(raw: shim_epoll_wait(poll, $0.baseAddress, Int32(clamping: $0.count), milliseconds))
    }
  }

  package func createWakeup() -> CallResult { CallResult(raw: shim_eventfd()) }

  package func fileStatus(_ path: String) throws(Errno) -> FileStatus {
    var file = shim_file()
    // SAFETY: the call fills the struct, which outlives it.
    _ = try unsafe CallResult(raw: shim_file_status(path, &file)).get()
    return FileStatus(isSocket: file.is_socket != 0, device: file.device, inode: file.inode)
  }

  package func unlink(_ path: String) -> CallResult { unsafe CallResult(raw: shim_unlink(path)) }

  package func changeMode(ofFile path: String, _ mode: UInt32) -> CallResult {
    unsafe CallResult(raw: shim_chmod(path, mode))
  }

  package func changeGroup(ofFile path: String, _ group: Int) -> CallResult {
    unsafe CallResult(raw: shim_change_group(path, group))
  }
}
