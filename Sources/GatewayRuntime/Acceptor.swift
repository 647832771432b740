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
final class Acceptor {
  private let listener: Listener
  private let log: Logger
  private var acceptedInTurn = 0
  private var isClosing = false
  private var errors: [String: Int] = [:]
  private var lastSaid = Moment(nanoseconds: .min)

  /// So many connections follow each other before those already open have their turn.
  private static let acceptsPerTurn = 16
  /// How long to wait when descriptors or memory have run out: soon enough to be back within a second.
  private static let pause = Duration.milliseconds(500)

  init(_ listener: Listener, log: Logger) {
    self.listener = listener
    self.log = log
  }

  var address: SocketAddress { listener.address }

  /// Suspends until somebody connects. Nothing once the loop asks to finish and nobody waits any more;
  /// the listener is closed then.
  func next() async -> Accepted? {
    while true {
      if acceptedInTurn == Acceptor.acceptsPerTurn, await othersRan().contains(.cut) { break }
      switch listener.accept() {
      case .connection(let descriptor, let peer):
        acceptedInTurn += 1
        return Accepted(descriptor, peer: peer)
      case .none:
        guard await somebodyWaits() else { return nil }
      case .failed(let error):
        note(error)
        guard await isWorthAnotherTry(error) else { return nil }
      }
    }
    listener.close()
    return nil
  }

  /// How often accept(2) failed since the last time, by errno.
  func takeErrors() -> [String: Int] {
    defer { errors = [:] }
    return errors
  }

  /// Peers that never cease to connect must not keep the loop from its end.
  private func othersRan() async -> Readiness {
    acceptedInTurn = 0
    return await listener.gate.yield(or: .cut)
  }

  private func somebodyWaits() async -> Bool {
    acceptedInTurn = 0
    if !isClosing {
      let ready = await listener.gate.wait(for: .toRead)
      if ready.isDisjoint(with: .ending) { return true }
      isClosing = true
      // Whoever connected before the end was asked for is still served.
      if !ready.contains(.cut) { return true }
    }
    listener.close()
    return false
  }

  /// Errors that speak of one connection are passed over; those that speak of the process are waited out.
  /// See accept(2), "Error handling".
  private func isWorthAnotherTry(_ error: Errno) async -> Bool {
    acceptedInTurn += 1
    guard error.isExhaustion || error == .badDescriptor || error == .invalid else { return true }
    if isClosing {
      listener.close()
      return false
    }
    let until = listener.gate.loop.now + Acceptor.pause
    let ready = await listener.gate.wait(for: .ending, until: until)
    if !ready.isDisjoint(with: .ending) { isClosing = true }
    return true
  }

  private func note(_ error: Errno) {
    errors[error.name, default: 0] += 1
    guard error.isExhaustion else {
      log.debug("accept failed", metadata: ["error": .string(error.name)])
      return
    }
    let now = listener.gate.loop.now
    guard now >= lastSaid + .seconds(10) else { return }
    lastSaid = now
    log.error("accept paused \(error.name) (nofile=\(ProcessDescriptors.limit))")
  }
}

extension Errno {
  /// The process or the system has run out of something that comes back.
  fileprivate var isExhaustion: Bool {
    self == .tooManyFiles || self == .tooManyFilesInSystem || self == .noBuffers || self == .noMemory
  }
}
