/// A socket that accepts connections, and the file it left in the file system if it is a unix socket.
package final class Listener {
  package let address: SocketAddress
  package let gate: Gate
  private var socket: BoundSocket?

  package init(_ socket: consuming BoundSocket, on loop: EventLoop) throws(Errno) {
    address = socket.address
    gate = try loop.makeGate(for: socket.descriptor.number)
    self.socket = consume socket
  }

  package enum Accepted: ~Copyable {
    case connection(Descriptor, peer: SocketAddress)
    /// Nobody is waiting.
    case none
    /// One connection failed before it was accepted, or the process has no descriptor for it.
    case failed(Errno)
  }

  /// Takes the next waiting connection, without waiting for one. See accept4(2).
  package func accept() -> Accepted {
    guard let number = socket?.descriptor.number, let calls = socket?.descriptor.calls else { return .none }
    var peer = SocketAddress()
    let result = calls.accept(number, peer: &peer)
    guard let error = result.error else {
      return .connection(Descriptor(Int32(result.raw), calls: calls), peer: peer)
    }
    return error.isTransient ? .none : .failed(error)
  }

  /// Whether bytes are better sent at once than gathered. See TCP_NODELAY in tcp(7).
  package static func sendAtOnce(_ connection: borrowing Descriptor) {
    _ = connection.calls.set(.noDelay, on: connection.number)
  }

  /// Stops listening; a unix socket's file is removed if it is still ours.
  package func close() {
    guard let open = socket.take() else { return }
    gate.loop.retire(gate)
    open.close()
  }
}
