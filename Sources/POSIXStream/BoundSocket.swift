import CLinuxShims
import Glibc

/// A listening socket before it belongs to a loop.
///
/// Several loops listen on one TCP address with one socket each (SO_REUSEPORT, see socket(7)), and the
/// kernel spreads the connections. That option alone would let any process of the same user join in
/// unnoticed. So the first socket of an address binds and listens without it, which fails where anybody
/// listens already, and is given the option afterwards, when the others follow. Listening counts: two
/// that bind at the same moment may both succeed. What the kernel cannot refuse, once an address is
/// shared, is a process of the same user that asks for SO_REUSEPORT itself.
package struct BoundSocket: ~Copyable, Sendable {
  package let descriptor: Descriptor
  package let address: SocketAddress
  /// How to make another in its place.
  package let recipe: SocketRecipe
  /// The socket's file, so that only this very file is ever removed.
  private let file: FileStatus?

  /// What is to be known of its file; nothing where it has none.
  package var socketFile: SocketFile? {
    guard case .unix(let file) = recipe.kind else { return nil }
    return file
  }

  /// Long enough for a burst while the loop is busy; the kernel lowers it to net.core.somaxconn.
  package static let backlog: Int32 = 4096
  /// The longest backlog that the kernel grants: net.core.somaxconn. Nothing where it cannot be read.
  package static var longestBacklog: Int? {
    Int(KernelFile.text(of: "/proc/sys/net/core/somaxconn").prefix { $0.isNumber })
  }

  private init(
    _ descriptor: consuming Descriptor, address: SocketAddress, kind: SocketRecipe.Kind, file: FileStatus? = nil
  ) {
    recipe = SocketRecipe(address: address, kind: kind, calls: descriptor.calls)
    self.descriptor = descriptor
    self.address = address
    self.file = file
  }

  /// Whether its file still stands where peers look for it. A socket without a file is always found.
  package var isFound: Bool {
    guard let file else { return true }
    return (try? descriptor.calls.fileStatus(address.path)) == file
  }

  /// Binds and listens on a TCP address that nobody else holds. Port 0 takes a free one.
  ///
  /// - Parameter shared: whether `joining` will follow.
  /// - Throws: `Errno`. See bind(2), listen(2).
  package static func tcp(_ address: SocketAddress, shared: Bool, calls: any SystemCalls) throws(Errno) -> BoundSocket {
    let descriptor = try open(address, calls: calls)
    _ = try calls.bind(descriptor.number, to: address).get()
    let socket = try listening(descriptor, shared: shared)
    if shared { _ = try calls.set(.reusePort, on: socket.descriptor.number).get() }
    return socket
  }

  /// One more socket on the address of `first`, for another loop.
  package static func joining(_ first: borrowing BoundSocket) throws(Errno) -> BoundSocket {
    try joining(first.address, calls: first.descriptor.calls)
  }

  /// One more socket on an address that this process shares among its loops.
  static func joining(_ address: SocketAddress, calls: any SystemCalls) throws(Errno) -> BoundSocket {
    let descriptor = try open(address, calls: calls)
    _ = try calls.set(.reusePort, on: descriptor.number).get()
    _ = try calls.bind(descriptor.number, to: address).get()
    return try listening(descriptor, shared: true)
  }

  private static func open(_ address: SocketAddress, calls: any SystemCalls) throws(Errno) -> Descriptor {
    let number = try calls.socket(address.raw.family).get()
    let descriptor = Descriptor(Int32(number), calls: calls)
    _ = try calls.set(.reuseAddress, on: descriptor.number).get()
    if address.family == .v6 { _ = try calls.set(.v6Only, on: descriptor.number).get() }
    return descriptor
  }

  /// Replies are better sent at once than gathered. Set on the listener, TCP_NODELAY is inherited by what it accepts,
  /// which saves a call for each connection. A kernel that refuses it still listens. See tcp(7).
  private static func listening(_ descriptor: consuming Descriptor, shared: Bool) throws(Errno) -> BoundSocket {
    _ = descriptor.calls.set(.noDelay, on: descriptor.number)
    _ = try descriptor.calls.listen(descriptor.number, backlog: backlog).get()
    let address = try descriptor.calls.localAddress(descriptor.number)
    return BoundSocket(descriptor, address: address, kind: .tcp(shared: shared))
  }

  // The file goes first, if it is still the one that was made here; then nobody listens any more.
  deinit {
    let calls = descriptor.calls
    if let file, let there = try? calls.fileStatus(address.path), there == file { _ = calls.unlink(address.path) }
  }

  package consuming func close() {}
}

// MARK: - Unix sockets

extension BoundSocket {
  /// Why a path cannot be listened on.
  package enum PathProblem: Error, Hashable, Sendable {
    /// Something that is no socket stands there; it is left alone.
    case notASocket
    /// Another process listens there.
    case inUse
    case system(Errno)
  }

  /// Binds and listens on a path, which must be free: `clearStalePath` comes first.
  ///
  /// - Parameters:
  ///   - mode: of the file. The socket has it before bind(2) makes the file, so that it is never wider.
  ///   - group: the file's group, by number.
  package static func unix(
    _ address: SocketAddress, mode: UInt32, group: Int?, calls: any SystemCalls
  ) throws(Errno) -> BoundSocket {
    try unix(SocketFile(address, SocketFile.Access(mode: mode, group: group)), calls: calls)
  }

  /// Binds and listens where `file` says, with the mode and the group that were asked for last.
  static func unix(_ file: SocketFile, calls: any SystemCalls) throws(Errno) -> BoundSocket {
    let (address, mode, group) = (file.address, file.access.mode, file.access.group)
    let descriptor = Descriptor(Int32(try calls.socket(AF_UNIX).get()), calls: calls)
    // The bits of the group wait until it is the right group.
    _ = try calls.changeMode(descriptor.number, group == nil ? mode : mode & 0o700).get()
    _ = try calls.bind(descriptor.number, to: address).get()
    let status = try calls.fileStatus(address.path)
    file.isBound(status)
    let socket = BoundSocket(descriptor, address: address, kind: .unix(file), file: status)
    if let group { _ = try calls.changeGroup(ofFile: address.path, group).get() }
    // The process's umask may have taken bits away.
    _ = try calls.changeMode(ofFile: address.path, mode).get()
    _ = try calls.listen(socket.descriptor.number, backlog: backlog).get()
    return socket
  }

  /// Removes the socket file of a process that is gone. Nothing but such a file is ever removed.
  ///
  /// - Returns: whether there was one.
  package static func clearStalePath(
    _ address: SocketAddress, calls: any SystemCalls
  ) throws(PathProblem) -> Bool {
    guard let file = try? calls.fileStatus(address.path) else { return false }
    guard file.isSocket else { throw .notASocket }
    do throws(Errno) {
      let probe = Descriptor(Int32(try calls.socket(AF_UNIX).get()), calls: calls)
      guard calls.connect(probe.number, to: address).error == .connectionRefused else { throw Errno.addressInUse }
      // Whoever started at the same moment may have replaced it by now.
      guard try calls.fileStatus(address.path) == file else { throw Errno.addressInUse }
      _ = try calls.unlink(address.path).get()
      return true
    } catch {
      throw error == .addressInUse ? .inUse : .system(error)
    }
  }
}
