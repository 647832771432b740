import Logging
import POSIXStream

// See accept(2), "Error handling".
extension Acceptor {
  /// How long to wait when descriptors or memory have run out: soon enough to be back within a second. A
  /// connection of this loop that ends is the signal to try at once.
  private static let pause = Duration.milliseconds(500)
  /// Linux hands over the errors of single connections, each once. So many in a row come from something else, a
  /// security module for instance, that leaves the connection where it is: that must not keep the loop busy.
  private static let failuresBeforePause = 64
  /// How long to wait before listening again, doubled each time it is in vain.
  private static let reopenings = (first: Duration.seconds(1), last: Duration.seconds(30))

  func noteSuccess() {
    failuresInARow = 0
    guard saidPaused else { return }
    saidPaused = false
    log.info("accepting again", metadata: ["route": .string(route)])
  }

  /// False once the listener is closed.
  func isWorthAnotherTry(after error: Errno) async -> Bool {
    record.failed(error)
    if error.speaksOfListener { return await isBack(after: error) }
    if error.isExhaustion {
      complain(of: error)
      return await pause()
    }
    log.debug("accept failed", metadata: ["error": .string(error.name)])
    failuresInARow += 1
    guard failuresInARow >= Acceptor.failuresBeforePause else { return true }
    failuresInARow = 0
    complain(of: error)
    return await pause()
  }

  private func complain(of error: Errno) {
    guard complaints.passes(at: listener.gate.loop.now) else { return }
    saidPaused = true
    log.error(
      "accept paused \(error.name) (nofile=\(ProcessDescriptors.limit))", metadata: ["route": .string(route)])
  }

  private func pause() async -> Bool {
    if isClosing {
      close()
      return false
    }
    let (gate, route) = (listener.gate, route)
    record.paused(gate, route: route)
    let ready = await gate.wait(for: [.shutdown, .cut, .turn], until: gate.loop.now + Acceptor.pause)
    record.resumed(gate, route: route)
    if !ready.isDisjoint(with: .ending) { isClosing = true }
    return true
  }

  /// Whether it listens again; false where the loop asked to finish before.
  private func isBack(after error: Errno) async -> Bool {
    log.critical("listener lost", metadata: fields(error))
    record.isUp(false, listener)
    let wasToldToEnd = listener.gate.remembers(.ending)
    listener.close()
    guard !isClosing, !wasToldToEnd else {
      close()
      return false
    }
    return await reopened()
  }

  private func reopened() async -> Bool {
    let gate = listener.gate.loop.makeGate()
    retrying = gate
    defer {
      retrying = nil
      gate.loop.retire(gate)
    }
    let owner = listener.gate.owner
    var delay = Acceptor.reopenings.first
    while await gate.wait(for: .ending, until: gate.loop.now + delay) == .deadline {
      do throws(Errno) {
        try listener.reopen()
        listener.gate.owner = owner
        record.isUp(true, listener)
        log.info("listening again on \(address)", metadata: ["route": .string(route)])
        return true
      } catch {
        log.error("cannot listen again", metadata: fields(error))
        delay = min(delay * 2, Acceptor.reopenings.last)
      }
    }
    close()
    return false
  }

  private func fields(_ error: Errno) -> Logger.Metadata {
    ["address": .string(address.description), "route": .string(route), "error": .string(error.name)]
  }
}

extension Errno {
  /// The process or the system has run out of something that comes back.
  fileprivate var isExhaustion: Bool {
    self == .tooManyFiles || self == .tooManyFilesInSystem || self == .noBuffers || self == .noMemory
  }

  /// The descriptor does not, or no longer, accept connections.
  fileprivate var speaksOfListener: Bool {
    self == .badDescriptor || self == .invalid || self == .notASocket
  }
}
