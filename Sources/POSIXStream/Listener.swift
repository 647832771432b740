/// A socket that accepts connections, and the file it left in the file system if it is a unix socket.
package final class Listener {
  package let address: SocketAddress
  /// Where to wait for somebody to connect; another one after `reopen`.
  package private(set) var gate: Gate
  private var socket: BoundSocket?
  private let recipe: SocketRecipe

  package init(_ socket: consuming BoundSocket, on loop: EventLoop) throws(Errno) {
    address = socket.address
    recipe = socket.recipe
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

  /// Whether peers can find it: a unix socket whose file was removed accepts nobody any more.
  package var isFound: Bool { socket?.isFound ?? false }

  /// Closes, and listens anew on the same address.
  ///
  /// - Throws: `Errno` where that cannot be had now; then it is closed, and may be tried again.
  package func reopen() throws(Errno) {
    close()
    let socket = try recipe.makeSocket()
    gate = try gate.loop.makeGate(for: socket.descriptor.number)
    self.socket = consume socket
  }

  /// Stops listening; a unix socket's file is removed if it is still ours.
  package func close() {
    guard let open = socket.take() else { return }
    gate.loop.retire(gate)
    open.close()
  }
}
