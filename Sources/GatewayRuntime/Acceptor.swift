import Logging
package import POSIXStream

/// A connection that the kernel has handed over.
package struct Accepted: ~Copyable, Sendable {
  package let descriptor: Descriptor
  package let peer: SocketAddress

  package init(_ descriptor: consuming Descriptor, peer: SocketAddress) {
    self.descriptor = descriptor
    self.peer = peer
  }
}

/// Takes connections from a listener: a few in a turn, and none while the process has no descriptor left.
///
/// What accept(2) answers instead of a connection is of three kinds, in `Acceptor+Failures`: it speaks of one
/// connection, of the process, or of the listener itself.
final class Acceptor {
  let listener: Listener
  /// The name of the route that answers, for logs and counters.
  var route: String { didSet { record.answers(route) } }
  let log: Logger
  let record: ListenerRecord
  /// Lets one line in ten seconds say that accepting has paused.
  let complaints: Throttle
  private var acceptedInTurn = 0
  var failuresInARow = 0
  var isClosing = false
  /// Where it waits for another try to listen.
  var retrying: Gate?
  var saidPaused = false
  private var isFound = true

  /// So many connections follow each other before those already open have their turn.
  private static let acceptsPerTurn = 16
  /// How often a unix socket's file is looked for.
  static let lookInterval = Duration.seconds(5)

  init(_ listener: Listener, route: String, record: ListenerRecord, complaints: Throttle, log: Logger) {
    self.listener = listener
    self.route = route
    self.record = record
    self.complaints = complaints
    self.log = log
    record.opened(listener, route: route)
  }

  var address: SocketAddress { listener.address }
  /// Whom to name when accepting takes too long.
  var owner: GateOwner {
    get { listener.gate.owner }
    set { listener.gate.owner = newValue }
  }

  func tell(_ events: Readiness) { (retrying ?? listener.gate).ready(events) }

  /// Suspends until somebody connects. Nothing once the loop asks to finish and nobody waits any more;
  /// the listener is closed then.
  func next() async -> Accepted? {
    while true {
      if acceptedInTurn == Acceptor.acceptsPerTurn, await othersRan().contains(.cut) { break }
      switch listener.accept() {
      case .connection(let descriptor, let peer):
        acceptedInTurn += 1
        noteSuccess()
        return Accepted(descriptor, peer: peer)
      case .none:
        guard await somebodyWaits() else { return nil }
      case .failed(let error):
        acceptedInTurn += 1
        guard await isWorthAnotherTry(after: error) else { return nil }
      }
    }
    close()
    return nil
  }

  func close() {
    listener.close()
    record.closed(listener)
  }

  /// Peers that never cease to connect must not keep the loop from its end.
  private func othersRan() async -> Readiness {
    acceptedInTurn = 0
    return await listener.gate.yield(or: .cut)
  }

  private func somebodyWaits() async -> Bool {
    acceptedInTurn = 0
    if !isClosing {
      let ready = await connects()
      if ready.isDisjoint(with: .ending) { return true }
      isClosing = true
      // Whoever connected before the end was asked for is still served.
      if !ready.contains(.cut) { return true }
    }
    close()
    return false
  }

  private func connects() async -> Readiness {
    while true {
      let look = address.family == .unix ? listener.gate.loop.now + Acceptor.lookInterval : .never
      let ready = await listener.gate.wait(for: .toRead, until: look)
      guard ready == .deadline else { return ready }
      lookForFile()
    }
  }

  /// A unix socket without its file goes on serving, and nobody new can find it.
  private func lookForFile() {
    guard listener.isFound != isFound else { return }
    isFound.toggle()
    record.isUp(isFound, listener)
    let fields: Logger.Metadata = ["address": .string(address.description), "route": .string(route)]
    if isFound {
      log.info("the socket's file is back", metadata: fields)
    } else {
      log.warning(
        "the socket's file is gone: nobody can connect until the gateway reloads or is started again", metadata: fields)
    }
  }
}
