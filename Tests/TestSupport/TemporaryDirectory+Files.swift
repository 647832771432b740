import Glibc
import POSIXStream

extension TemporaryDirectory {
  /// The permission bits of what stands there, without following a link; nothing where nothing does.
  package func mode(of name: String) -> UInt32? {
    var status = stat()
    // SAFETY: the call fills the struct, which outlives it.
    return unsafe lstat(path(of: name), &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  package func holds(_ name: String) -> Bool { mode(of: name) != nil }

  // SAFETY, here and below: the texts outlive the calls, which only read them.
  package func makeFile(_ name: String) { close(unsafe creat(path(of: name), 0o600)) }

  /// Leaves a socket file behind, as a process does that was killed.
  package func makeStaleSocket(_ name: String) throws {
    guard let address = SocketAddress(unixPath: path(of: name)) else { throw Errno.nameTooLong }
    let calls = LinuxSystemCalls.shared
    let socket = Descriptor(Int32(try calls.socket(AF_UNIX).get()), calls: calls)
    _ = try calls.bind(socket.number, to: address).get()
  }

  package func makeLink(_ name: String, to target: String) { unsafe symlink(path(of: target), path(of: name)) }

  package func move(_ name: String, to other: String) { unsafe rename(path(of: name), path(of: other)) }

  package func remove(_ name: String) { unsafe unlink(path(of: name)) }
}
