import Glibc

/// Reads one input, and refuses whatever would block, never end, or not be a text of a reasonable size.
package enum SourceReader {
  /// Standard input as a path, and as messages name it.
  package static let standardInput = "-"
  package static let standardInputName = "<stdin>"

  /// A regular file of at most 1 MiB, or `-`. The kind and the size are looked at before anything is read.
  package static func read(_ path: String) -> Result<SourceFile, InputFailure> {
    do throws(InputFailure) {
      let bytes = try path == standardInput ? drain(STDIN_FILENO, path: path) : readFile(path)
      return .success(SourceFile(name: path == standardInput ? standardInputName : path, bytes: bytes))
    } catch {
      return .failure(error)
    }
  }

  /// Opens without waiting for a FIFO's writer and without taking a terminal. See open(2).
  private static func readFile(_ path: String) throws(InputFailure) -> [UInt8] {
    // SAFETY: open(2) reads the path as a string that ends with a zero byte, which the bridge makes.
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    try check(descriptor, path: path)
    return try drain(descriptor, path: path)
  }

  private static func check(_ descriptor: Int32, path: String) throws(InputFailure) {
    var status = stat()
    // SAFETY: fstat(2) fills in the one value that it is given.
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw InputFailure(path: path, kind: .directory)
    default: throw InputFailure(path: path, kind: .notRegular(what: name(ofType: status.st_mode & S_IFMT)))
    }
    let size = Int(status.st_size)
    guard size <= LoaderLimits.fileSize else {
      throw InputFailure(path: path, kind: .tooLarge(size: size, limit: LoaderLimits.fileSize))
    }
  }

  /// Reads to the end, and gives up one byte above the limit: a file may grow, and standard input has no size.
  private static func drain(_ descriptor: Int32, path: String) throws(InputFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let chunk = try readSome(descriptor, path: path)
      if chunk.isEmpty { return bytes }
      bytes += chunk
      guard bytes.count <= LoaderLimits.fileSize else {
        throw InputFailure(path: path, kind: .tooLarge(size: nil, limit: LoaderLimits.fileSize))
      }
    }
  }

  /// One read(2) that was not interrupted; empty at the end.
  private static func readSome(_ descriptor: Int32, path: String) throws(InputFailure) -> [UInt8] {
    var failed: Int32 = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 64 * 1024) { buffer, count in
      var result = -1
      repeat {
        // SAFETY: read(2) writes at most the capacity that it is told.
        result = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      } while result < 0 && errno == EINTR
      if result < 0 { failed = errno }
      count = max(result, 0)
    }
    guard failed == 0 else { throw failure(path, failed) }
    return chunk
  }

  private static func failure(_ path: String, _ error: Int32) -> InputFailure {
    switch error {
    case ENOENT, ENOTDIR: InputFailure(path: path, kind: .missing)
    case ELOOP: InputFailure(path: path, kind: .symbolicLinkLoop)
    case EACCES, EPERM: InputFailure(path: path, kind: .permissionDenied)
    case ENXIO, ENODEV: InputFailure(path: path, kind: .notRegular(what: "a socket or a device without a driver"))
    case EISDIR: InputFailure(path: path, kind: .directory)
    default: InputFailure(path: path, kind: .system(error))
    }
  }

  private static func name(ofType type: mode_t) -> String {
    switch type {
    case S_IFIFO: "a FIFO"
    case S_IFCHR: "a character device"
    case S_IFBLK: "a block device"
    case S_IFSOCK: "a socket"
    default: "not a regular file"
    }
  }
}
