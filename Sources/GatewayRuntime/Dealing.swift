package import POSIXStream

/// A connection on its way to the loop that is to serve it, where the kernel does not spread connections
/// itself (unix sockets).
package final class Dealt: Sendable {
  private let accepted: Locked<Accepted?>
  package let route: Int
  package let local: SocketAddress

  package init(_ accepted: consuming Accepted, route: Int, local: SocketAddress) {
    self.accepted = Locked(consume accepted)
    self.route = route
    self.local = local
  }

  /// The connection, once.
  package func take() -> Accepted? { accepted.with { $0.take() } }
}

/// Whose turn it is.
struct Dealer {
  var workers: [Worker] = []
  private var turn = 0

  /// The worker that gets the next connection; nothing where that is `index` itself.
  mutating func next(after index: Int) -> Worker? {
    guard workers.count > 1 else { return nil }
    turn = (turn + 1) % workers.count
    return turn == index ? nil : workers[turn]
  }
}

/// Connections dealt to a loop, which waits for them here. Confined to the loop.
final class ConnectionQueue {
  private let loop: EventLoop
  private var gate: Gate?
  private var waiting: [Dealt] = []
  /// Listeners that may still deal.
  private var dealers: Int

  init(_ loop: EventLoop, dealers: Int) {
    self.loop = loop
    self.dealers = dealers
  }

  func open() { gate = loop.makeGate() }

  func put(_ dealt: Dealt) {
    waiting.append(dealt)
    wake()
  }

  /// One of the dealing listeners is closed.
  func dealerEnded() {
    dealers -= 1
    wake()
  }

  private func wake() {
    if let gate { loop.wakeSoon(gate, .readable) }
  }

  /// Suspends until a connection is dealt. Nothing once no more can come.
  func next() async -> Dealt? {
    while waiting.isEmpty, dealers > 0, let gate { _ = await gate.wait(for: .readable) }
    if !waiting.isEmpty { return waiting.removeFirst() }
    if let gate { loop.retire(gate) }
    gate = nil
    return nil
  }
}

/// A listening socket on its way to the loop that will accept from it.
package final class Listening: Sendable {
  private let socket: Locked<BoundSocket?>
  package let address: SocketAddress
  /// The route's place in the plan.
  package let route: Int
  /// Whether its connections are dealt out to all loops.
  package let isDealt: Bool

  package init(_ socket: consuming BoundSocket, route: Int, isDealt: Bool) {
    address = socket.address
    self.socket = Locked(consume socket)
    self.route = route
    self.isDealt = isDealt
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
    return Listening(socket, route: route, isDealt: isDealt)
  }
}
