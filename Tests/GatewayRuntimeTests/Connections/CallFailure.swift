import Glibc
import POSIXStream
import TestSupport
import Testing

/// A system call of a connection, and an error that it may answer.
struct CallFailure: Sendable, CustomTestStringConvertible {
  let call: Call
  let error: Errno

  var testDescription: String { "\(call.rawValue): \(error.name)" }

  /// Whether the answer is about the stream: it ends then.
  var breaksStream: Bool { (call == .read || call == .write) && !error.isTransient }

  /// Fails the calls of the connection, which has the first descriptor; the loop's own writes wake it.
  func script(_ occurrence: Occurrence, _ calls: ScriptedSystemCalls) {
    calls.on(call, of: call == .pollWait ? nil : SimulatedSystemCalls.first, occurrence, .fails(error))
  }

  /// Each call that a connection makes, with the errors of its manual page and those that the kernel's protocols
  /// bring: read(2), write(2), send(2), tcp(7), unix(7), shutdown(2), close(2), ioctl(2), setsockopt(2), epoll_ctl(2),
  /// epoll_wait(2).
  static let all: [CallFailure] = [
    of(
      .read, EAGAIN, EINTR, EBADF, EFAULT, EINVAL, EIO, EISDIR, ENOTSOCK, ENOTCONN, ENOMEM, ENOBUFS, ECONNRESET,
      ECONNREFUSED, ETIMEDOUT, EPIPE, EPROTO, ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH),
    of(
      .write, EAGAIN, EINTR, EBADF, EFAULT, EINVAL, EIO, EPIPE, ECONNRESET, EDESTADDRREQ, EDQUOT, EFBIG, ENOSPC, EPERM,
      EACCES, EMSGSIZE, ENOBUFS, ENOMEM, ENOTCONN, ENOTSOCK, EOPNOTSUPP, ETIMEDOUT, ENETDOWN, ENETUNREACH, EHOSTDOWN,
      EHOSTUNREACH),
    of(.shutdownWrite, EBADF, EINVAL, ENOTCONN, ENOTSOCK, EINTR),
    of(.close, EBADF, EINTR, EIO, ENOSPC, EDQUOT),
    of(.unacknowledged, EBADF, EFAULT, EINVAL, ENOTTY),
    of(.available, EBADF, EFAULT, EINVAL, ENOTTY),
    of(.resetOnClose, EBADF, EDOM, EFAULT, EINVAL, ENOPROTOOPT, ENOTSOCK, ENOMEM),
    of(.pollModify, EBADF, EEXIST, EINVAL, ELOOP, ENOENT, ENOMEM, ENOSPC, EPERM),
    of(.pollRemove, EBADF, EINVAL, ENOENT, ENOMEM, EPERM),
    of(.pollWait, EBADF, EFAULT, EINTR, EINVAL),
  ].flatMap { $0 }

  private static func of(_ call: Call, _ errors: Int32...) -> [CallFailure] {
    errors.map { CallFailure(call: call, error: Errno(rawValue: $0)) }
  }
}
