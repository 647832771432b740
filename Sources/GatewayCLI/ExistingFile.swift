import Glibc
import POSIXStream

/// A file that is there and gets another content.
enum ExistingFile {
  /// Writes over the file in place, so that its owner, its mode and links to it stay as they are. See open(2).
  ///
  /// - Throws: a failure with `ExitStatus.problems`.
  static func replace(_ path: String, by bytes: [UInt8]) throws(Failure) {
    // SAFETY: the path is lent as a C string for this call only.
    let descriptor = unsafe open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, Errno(rawValue: errno)) }
    var error = Sink(descriptor: descriptor).write(bytes)
    // A full disk may show only now; see close(2).
    if close(descriptor) != 0, error == nil { error = Errno(rawValue: errno) }
    if let error { throw failure(path, error) }
  }

  private static func failure(_ path: String, _ error: Errno) -> Failure {
    Failure(.problems, "cannot write \(path): \(error.message)")
  }
}
