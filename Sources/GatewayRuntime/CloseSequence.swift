import Framing
import POSIXStream

/// The end of every connection: `shutdown(SHUT_WR)`, read and discard until the peer's end of stream
/// or the linger limits, `close`.
///
/// A plain close(2) with unread input makes the kernel answer with RST, and that destroys at the peer
/// what it had not yet read of our reply. So the input is read to its end first, within limits, since
/// a peer may go on sending for ever. See RFC 1122 §4.2.2.13. A peer that was cut off while it was
/// owed bytes sees RST instead, so that half a reply does not look like a whole one; so does one that a
/// rule resets.
enum CloseSequence {
  /// Reads of one turn, so that a peer that floods us does not hold the loop.
  private static let readsPerTurn = 8

  static func run(_ link: Link) async {
    link.pending = link.owed
    link.discardBuffers()
    // Of a peer that has ended, nothing is unread: closing alone is then an orderly end of our stream too.
    if link.failure == nil, !link.peerEnded, link.stream.shutdownWrite() == nil { await linger(link) }
    link.context.counters.unacknowledged += link.stream.unacknowledged
    link.discardBuffers()
    if link.pending > 0 || link.failure == .serverReset { link.stream.reset() } else { link.stream.close() }
  }

  private static func linger(_ link: Link) async {
    let patience = link.context.patience
    let end = patience.lingerTotal.from(link.now)
    // Where the last read found everything, the first one here would only be told to wait.
    var looks = link.mayHaveMore
    while !looks || !drop(link) {
      looks = true
      link.discardBuffers()
      let quiet = patience.linger.from(link.now)
      let ready = await link.stream.gate.wait(for: .toLinger, until: min(end, quiet))
      if ready.contains(.cut) { return noteCut(link) }
      if link.now >= end { return link.context.log.lingerLimit(link, key: "timeouts.linger_total") }
      if ready == .deadline { return link.context.log.lingerLimit(link, key: "timeouts.linger") }
    }
  }

  /// Discards what has arrived. True once the peer has ended.
  private static func drop(_ link: Link) -> Bool {
    for _ in 0..<readsPerTurn {
      var outcome = ReadOutcome.wouldBlock
      link.buffers.inbox.fill(atLeast: Conversation.readSize) { space in
        outcome = link.stream.read(into: &space)
        return 0
      }
      switch outcome {
      case .bytes(let count):
        link.bytesIn += count
        link.context.counters.bytesIn += count
      case .wouldBlock: return false
      case .endOfStream, .failed: return true
      }
    }
    return false
  }

  /// The drain deadline came while the peer had not yet acknowledged everything.
  private static func noteCut(_ link: Link) {
    if link.stream.unacknowledged > 0 { link.failure = link.context.cutReason }
  }
}
