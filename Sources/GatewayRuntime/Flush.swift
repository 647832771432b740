import Framing
import POSIXStream

/// One drain: writes what is owed, and tells a peer that is slow from one that takes nothing.
///
/// The write timeout runs only while nothing progresses. Progress is any byte that the kernel took from
/// us or that the peer acknowledged: a slow reader with a small window may need longer than the timeout
/// before the kernel has room for more. See SIOCOUTQ in tcp(7).
struct Flush: ~Copyable {
  private let link: Link
  private var paused = false
  private var lastProgress: Moment
  private var unacknowledged = 0

  private init(_ link: Link) {
    self.link = link
    lastProgress = link.now
  }

  /// Writes until no more than `mark` bytes are owed or the connection is broken. False where the kernel has
  /// no room. This is the usual drain, and needs no frame of a suspended function.
  @inline(never)
  static func all(of link: Link, _ buffers: Buffers, to mark: Int) -> Bool {
    while buffers.outbox.count > mark, link.failure == nil {
      guard write(link, buffers) else { return false }
    }
    return true
  }

  /// Suspends until no more than `mark` bytes are owed or the connection is broken.
  @inline(never)
  static func wait(for link: Link, to mark: Int) async {
    var flush = Flush(link)
    while link.owed > mark, link.failure == nil {
      if Flush.write(link, link.buffers) { flush.lastProgress = link.now } else { await flush.waitForRoom() }
    }
    flush.finish()
  }

  /// Writes once. False where the kernel has no room.
  @inline(never)
  private static func write(_ link: Link, _ buffers: Buffers) -> Bool {
    switch buffers.outbox.withBytes({ link.stream.write($0) }) {
    case .bytes(let count):
      buffers.outbox.consume(count)
      link.bytesOut += count
      link.context.counters.bytesOut += count
      link.lastByte = link.now
      return true
    case .wouldBlock: return false
    case .failed:
      link.failure = .clientReset
      return true
    }
  }

  private mutating func waitForRoom() async {
    if !paused { pause() }
    guard link.failure == nil else { return }
    let (wait, reason) = patience
    let oldest = link.context.patience.connection.from(link.began)
    let due = min(wait.from(lastProgress), oldest)
    // Acknowledgements come without an event: looking now and then tells when the last one came.
    let look = wait.quarter.from(link.now)
    let ready = await link.stream.gate.wait(for: .toWrite, until: min(due, look))
    if ready.contains(.cut) {
      link.failure = link.context.cutReason
    } else if link.now >= oldest {
      link.failure = .maxAge
    } else if ready == .deadline, !hasProgressed(), link.now >= due {
      link.failure = reason
    }
  }

  private mutating func finish() {
    guard paused else { return }
    link.context.counters.resumes += 1
    if link.failure == nil { link.context.log.readsResumed(link) }
  }

  /// While a write waits, the peer is not read from.
  private mutating func pause() {
    paused = true
    link.context.counters.pauses += 1
    link.readsInTurn = 0
    unacknowledged = link.stream.unacknowledged
    link.context.log.paused(link)
    link.returnBuffers()
  }

  /// How long the peer may take nothing: less once it has ended its own stream and only our reply is left.
  private var patience: (wait: Patience.Wait, reason: CloseReason) {
    let patience = link.context.patience
    return link.peerEnded && patience.halfClosed < patience.write
      ? (patience.halfClosed, .halfClosedTimeout) : (patience.write, .writeTimeout)
  }

  private mutating func hasProgressed() -> Bool {
    let before = unacknowledged
    unacknowledged = link.stream.unacknowledged
    guard unacknowledged < before else { return false }
    lastProgress = link.now
    return true
  }
}
