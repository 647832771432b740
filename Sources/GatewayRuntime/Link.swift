import Framing
package import POSIXStream
package import Routing

/// What the gateway knows of one connection: its stream, its buffers while it has bytes, and the
/// record that its end is reported from. Confined to the loop of its stream.
package final class Link {
  package let stream: any ByteStream
  package let context: RouteContext
  package let id: UInt64
  package let peer: PeerAddress
  /// The port that the peer connected to; 0 for a path.
  package let localPort: UInt16
  private var stateNumber: UInt32
  package let began: Moment
  private var lent: Buffers?
  package private(set) lazy var peerHost = Array(peer.host.utf8)

  package var bytesIn = 0
  package var bytesOut = 0
  package var frames = 0
  package var replies = 0
  /// Bytes of a frame that the end of the stream cut short.
  package var partial = 0
  /// What exactly was wrong with a frame or a reply.
  package var detail: String?
  /// The last time a byte went in either direction.
  package var lastByte: Moment
  /// Why nothing more can be written or read, once that is so.
  package var failure: CloseReason?
  /// The peer has ended its stream.
  package var peerEnded = false
  /// Bytes in the inbox or the outbox wait for the connection's task: its attendant could not go on with them.
  package var isHandedOver = false
  /// A read is worth trying: it need not be told to wait.
  package var mayHaveMore = false
  // These share a word with the ones before: every open connection keeps it.
  package var saidPaused = false
  package var saidReadsResumed = false
  package var saidResumed = false
  /// Reads since the connection last waited.
  package var readsInTurn: UInt16 = 0
  /// Bytes that were owed when the connection was cut.
  package var pending = 0

  package init(
    stream: any ByteStream, context: RouteContext, id: UInt64, peer: SocketAddress, local: SocketAddress
  ) {
    self.stream = stream
    self.context = context
    self.id = id
    self.peer = PeerAddress(peer)
    localPort = local.port
    stateNumber = UInt32(truncatingIfNeeded: context.route.start)
    began = context.loop.now
    lastByte = began
  }

  package var route: Route { context.route }
  package var now: Moment { context.loop.now }

  /// The connection's buffers; borrowed from the loop now if it has none.
  package var buffers: Buffers {
    if let lent { return lent }
    let borrowed = context.pool.take()
    lent = borrowed
    return borrowed
  }

  /// Where in its route it is: an index into `Route.states`.
  package var state: Int {
    get { Int(stateNumber) }
    set { stateNumber = UInt32(truncatingIfNeeded: newValue) }
  }

  /// The largest frame it takes, in bytes.
  package var frameLimit: Int { route.states[state].read.maximum }

  /// Age in seconds, with milliseconds.
  package var seconds: Double { Double((now.nanoseconds - began.nanoseconds) / 1_000_000) / 1000 }

  package var owed: Int { lent?.outbox.count ?? 0 }

  /// Before a wait: gives the buffers back if nothing is in them. Where something is, and memory is too short to
  /// keep it, the connection is over.
  package func returnBuffers() {
    if let lent { returnBuffers(lent) }
  }

  /// The same for who has the connection's buffers at hand.
  package func returnBuffers(_ buffers: Buffers) {
    if buffers.isEmpty { discardBuffers() } else { keepBuffers() }
  }

  @inline(never)
  private func keepBuffers() {
    if failure == nil, let lent, !context.pool.allowsKeeping(lent, at: now) { failure = .memoryBudget }
  }

  package func discardBuffers() {
    if let buffers = lent.take() { context.pool.giveBack(buffers) }
  }
}
