import POSIXStream

/// How the listeners of one loop are: plain numbers of its thread, summed over the loops when somebody reads them.
package struct ListenerCounters: Sendable {
  /// How often accept(2) failed, by errno.
  package var errors: [String: Int] = [:]
  /// Listening sockets that have paused, by route.
  package var paused: [String: Int] = [:]
  /// Whether peers can connect, by address.
  package var up: [String: Bool] = [:]

  package init() {}

  /// An address that several loops listen on is up where all of them do.
  package mutating func add(_ other: ListenerCounters) {
    errors.merge(other.errors, uniquingKeysWith: +)
    paused.merge(other.paused, uniquingKeysWith: +)
    up.merge(other.up) { $0 && $1 }
  }

  /// Name with labels, as Prometheus writes them, and value.
  package var samples: [(name: String, value: Int)] {
    errors.map { ("gateway_accept_errors_total{errno=\"\($0.key)\"}", $0.value) }
      + paused.map { ("gateway_accept_paused{route=\"\(CounterLabel.escaped($0.key))\"}", $0.value) }
      + up.map { ("gateway_listener_up{listen=\"\(CounterLabel.escaped($0.key))\"}", $0.value ? 1 : 0) }
  }
}

/// What the acceptors of one loop share: their counters, and who waits for a descriptor. Confined to the loop.
package final class ListenerRecord {
  package private(set) var counters = ListenerCounters()
  private var waiting: [Gate] = []
  /// Which listener speaks for an address: the last that opened there. The one before it may close later.
  private var speakers: [SocketAddress: ObjectIdentifier] = [:]

  package init() {}

  func opened(_ listener: Listener, route: String) {
    speakers[listener.address] = ObjectIdentifier(listener)
    isUp(true, listener)
    answers(route)
  }

  /// A route that has an address is counted from the beginning, with 0.
  func answers(_ route: String) { counters.paused[route, default: 0] += 0 }

  func closed(_ listener: Listener) {
    guard speaks(listener) else { return }
    speakers[listener.address] = nil
    counters.up[listener.address.description] = nil
  }

  func isUp(_ isUp: Bool, _ listener: Listener) {
    if speaks(listener) { counters.up[listener.address.description] = isUp }
  }

  private func speaks(_ listener: Listener) -> Bool { speakers[listener.address] == ObjectIdentifier(listener) }

  func failed(_ error: Errno) { counters.errors[error.name, default: 0] += 1 }

  func paused(_ gate: Gate, route: String) {
    counters.paused[route, default: 0] += 1
    waiting.append(gate)
  }

  func resumed(_ gate: Gate, route: String) {
    counters.paused[route, default: 1] -= 1
    waiting.removeAll { $0 === gate }
  }

  /// A connection has ended, and with it a descriptor and memory have become free.
  func connectionEnded() {
    guard !waiting.isEmpty else { return }
    for gate in waiting { gate.loop.wakeSoon(gate, .turn) }
  }
}
