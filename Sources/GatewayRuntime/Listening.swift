package import POSIXStream

/// An address that the process listens on, with one socket on each loop or, where connections are dealt out,
/// with one in all. It is known by identity: to close an address and to listen there again makes another one.
package final class BoundAddress: Sendable, Hashable {
  /// With the port that was free, where port 0 was asked for.
  package let address: SocketAddress
  /// Whether its connections are dealt out to all loops.
  package let isDealt: Bool
  /// The file of a unix socket.
  package let file: SocketFile?

  package init(_ address: SocketAddress, isDealt: Bool, file: SocketFile? = nil) {
    self.address = address
    self.isDealt = isDealt
    self.file = file
  }

  package static func == (a: BoundAddress, b: BoundAddress) -> Bool { a === b }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A listening socket on its way to the loop that will accept from it.
package final class Listening: Sendable {
  private let socket: Locked<BoundSocket?>
  package let place: BoundAddress

  package convenience init(_ socket: consuming BoundSocket, isDealt: Bool) {
    let place = BoundAddress(socket.address, isDealt: isDealt, file: socket.socketFile)
    self.init(socket, at: place)
  }

  private init(_ socket: consuming BoundSocket, at place: BoundAddress) {
    self.place = place
    self.socket = Locked(consume socket)
  }

  /// The socket, once.
  package func take() -> BoundSocket? { socket.with { $0.take() } }

  /// One more socket on the same address, for another loop.
  ///
  /// - Throws: `Errno`. See bind(2).
  package func joined() throws(Errno) -> Listening? {
    var joined: BoundSocket?
    try socket.with { (held) throws(Errno) in
      switch held {
      case .some(let first): joined = try BoundSocket.joining(first)
      case .none: break
      }
    }
    guard let socket = joined.take() else { return nil }
    return Listening(socket, at: place)
  }
}
