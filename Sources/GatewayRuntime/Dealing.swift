import POSIXStream

/// What the loop that accepts tells those that it deals connections out to, where the kernel does not
/// spread them itself (unix sockets).
package enum Dealt: Sendable {
  /// A connection for the loop that is told.
  case connection(DealtConnection, at: BoundAddress)
  /// No more will come from there.
  case closed(BoundAddress)
}

/// A connection on its way to the loop that is to serve it.
package final class DealtConnection: Sendable {
  private let accepted: Locked<Accepted?>

  package init(_ accepted: consuming Accepted) { self.accepted = Locked(consume accepted) }

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
