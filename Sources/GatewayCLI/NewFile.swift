import Glibc
import POSIXStream

/// A file that must not exist yet.
enum NewFile {
  /// See open(2) on O_EXCL: between a check and the creation nobody can slip in.
  ///
  /// - Throws: a failure with `ExitStatus.problems`.
  static func write(_ text: String, to path: String) throws(Failure) {
    // SAFETY: the path is lent as a C string for this call only.
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let code = Errno(rawValue: errno)
      throw Failure(.problems, code.rawValue == EEXIST ? "\(path) exists and stays as it is" : failed(path, code))
    }
    var failure = Sink(descriptor: descriptor).write(Array(text.utf8))
    // A full disk may show only now; see close(2).
    if close(descriptor) != 0, failure == nil { failure = Errno(rawValue: errno) }
    if let failure { throw Failure(.problems, failed(path, failure)) }
  }

  private static func failed(_ path: String, _ error: Errno) -> String { "cannot write \(path): \(error.message)" }
}
