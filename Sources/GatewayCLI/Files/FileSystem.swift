import Glibc
import POSIXStream

/// Questions about paths; none of them changes anything.
enum FileSystem {
  static func exists(_ path: String) -> Bool { mode(path) != nil }

  static func isDirectory(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFDIR } ?? false }

  /// See lstat(2).
  static func isLink(_ path: String) -> Bool {
    var status = stat()
    // SAFETY: the path is lent as a C string, and the structure is filled by the call.
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  static func kind(_ path: String) -> Machine.PathKind {
    switch mode(path).map({ $0 & S_IFMT }) {
    case nil: .absent
    case S_IFSOCK: .socket
    case S_IFDIR: .directory
    default: .other
    }
  }

  /// Lends the lines of a file in turn; a file that cannot be read has none.
  static func forEachLine(of path: String, _ body: (String) -> Void) {
    // SAFETY: the path is lent as a C string for this call only.
    let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { return }
    let descriptor = Descriptor(number, calls: LinuxSystemCalls.shared)
    let reader = LineReader(descriptor: descriptor.number)
    while let line = try? reader.next() { body(String(decoding: line, as: UTF8.self)) }
    descriptor.close()
  }

  /// See stat(2), which follows symbolic links.
  private static func mode(_ path: String) -> mode_t? {
    var status = stat()
    // SAFETY: the path is lent as a C string, and the structure is filled by the call.
    return unsafe stat(path, &status) == 0 ? status.st_mode : nil
  }

  /// The names in a directory, sorted.
  static func names(in directory: String) throws(Errno) -> [String] {
    // SAFETY: the stream is closed below and used nowhere else.
    guard let stream = unsafe opendir(directory) else { throw Errno(rawValue: errno) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      // SAFETY: d_name ends with NUL inside the entry, which lives until the next readdir(3).
      names.append(
        unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
          unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        })
    }
    return names.sorted()
  }
}
