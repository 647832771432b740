import CLinuxShims
import Glibc

/// An error number of the operating system. See errno(3).
package struct Errno: Error, RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32

  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let again = Errno(rawValue: EAGAIN)
  package static let interrupted = Errno(rawValue: EINTR)
  package static let badDescriptor = Errno(rawValue: EBADF)
  package static let brokenPipe = Errno(rawValue: EPIPE)
  package static let connectionReset = Errno(rawValue: ECONNRESET)
  package static let connectionAborted = Errno(rawValue: ECONNABORTED)
  package static let connectionRefused = Errno(rawValue: ECONNREFUSED)
  package static let addressInUse = Errno(rawValue: EADDRINUSE)
  package static let addressNotAvailable = Errno(rawValue: EADDRNOTAVAIL)
  package static let addressFamilyNotSupported = Errno(rawValue: EAFNOSUPPORT)
  package static let accessDenied = Errno(rawValue: EACCES)
  package static let notPermitted = Errno(rawValue: EPERM)
  package static let noSuchFile = Errno(rawValue: ENOENT)
  package static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
  package static let tooManyFiles = Errno(rawValue: EMFILE)
  package static let tooManyFilesInSystem = Errno(rawValue: ENFILE)
  package static let noBuffers = Errno(rawValue: ENOBUFS)
  package static let noMemory = Errno(rawValue: ENOMEM)
  package static let invalid = Errno(rawValue: EINVAL)
  package static let timedOut = Errno(rawValue: ETIMEDOUT)
  package static let operationNotSupported = Errno(rawValue: EOPNOTSUPP)
  package static let notASocket = Errno(rawValue: ENOTSOCK)

  /// `EMFILE`, `ECONNRESET`; the number where it has no name. See strerrorname_np(3).
  package var name: String {
    // SAFETY: the answer is null or a constant, NUL-terminated string.
    guard let text = unsafe shim_error_name(rawValue) else { return "errno \(rawValue)" }
    return unsafe String(cString: text)
  }

  /// `address already in use`, as a sentence of a message goes.
  package var message: String {
    // SAFETY: the answer is null or a constant, NUL-terminated string.
    guard let text = unsafe shim_error_text(rawValue) else { return "error \(rawValue)" }
    let sentence = unsafe String(cString: text)
    return sentence.prefix(1).lowercased() + sentence.dropFirst()
  }
}

/// What a system call answered: a count or a number, or the error.
package struct CallResult: Hashable, Sendable {
  /// The answer, or the negated errno.
  package let raw: Int

  package init(raw: Int) { self.raw = raw }
  package init(raw: Int32) { self.raw = Int(raw) }
  package static func success(_ value: Int = 0) -> CallResult { CallResult(raw: value) }
  package static func failure(_ error: Errno) -> CallResult { CallResult(raw: -Int(error.rawValue)) }

  package var error: Errno? { raw < 0 ? Errno(rawValue: Int32(truncatingIfNeeded: -raw)) : nil }

  /// The answer.
  ///
  /// - Throws: `Errno`.
  package func get() throws(Errno) -> Int {
    if let error { throw error }
    return raw
  }
}
