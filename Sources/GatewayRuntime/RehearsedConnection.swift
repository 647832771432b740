package import Framing
import POSIXStream
import Routing

/// A connection in a rehearsal, as its peer sees it.
///
/// Nothing happens by itself: `send` and its like let the gateway do what it can do at once, and time passes only
/// in `passTime` and `pass`. Confined to the rehearsal.
package final class RehearsedConnection {
  let link: Link
  private let peer: MemoryStream
  private let clock: RehearsalClock
  /// Everything that the gateway has sent.
  package private(set) var received: [UInt8] = []
  /// How the gateway ended its stream, once it has.
  package private(set) var end: End?
  /// Why the connection ended, once the gateway has closed it.
  package internal(set) var reason: CloseReason?
  /// What exactly was wrong with a frame or a reply.
  package var detail: String? { link.detail }
  private var saidEnd = false

  package enum End: Sendable { case closed, reset }

  /// A peer at 127.0.0.1, which is admitted whatever `allow` says.
  init(_ context: RouteContext, _ clock: RehearsalClock) {
    let (near, far) = MemoryStream.pair(on: context.loop)
    link = Link(
      stream: near, context: context, id: 1, peer: SocketAddress(ip: [127, 0, 0, 1], port: 50_000),
      local: SocketAddress(ip: [127, 0, 0, 1], port: context.route.rehearsedPort))
    peer = far
    self.clock = clock
    context.wrapped = []
  }

  /// The replies so far that were not wrapped by the route's framing, in their order.
  package var wrapped: [WrappedReply] { link.context.wrapped ?? [] }

  /// Told of every frame before it is answered.
  package var reporter: ((FrameReport) -> Void)? {
    get { link.context.reporter }
    set { link.context.reporter = newValue }
  }

  /// Where in its route the connection is: an index into `Route.states`.
  package var state: Int { link.state }

  private var loop: EventLoop { link.context.loop }

  /// The framing that the next bytes are read by.
  package var reading: Framing { link.route.states[link.state].read }

  /// Whether the gateway waits for bytes, and not for its own time to come.
  package var isReading: Bool { link.stream.gate.awaits(.readable) }

  /// How often each rule of the route has taken a frame, in the order of its states.
  package var matches: [Int] { link.context.counters.matches }

  /// Since the connection began.
  package var elapsed: Duration { clock.elapsed }
}

// MARK: - What the peer does

extension RehearsedConnection {
  /// Sends bytes; what the gateway no longer takes is lost.
  package func send(_ bytes: some Collection<UInt8>) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty, !saidEnd {
      guard case .bytes(let count) = peer.write(Array(rest).span) else { return }
      rest = rest.dropFirst(count)
      settle()
    }
  }

  /// Ends our side of the stream.
  package func halfClose() {
    guard !saidEnd else { return }
    saidEnd = true
    _ = peer.shutdownWrite()
    settle()
  }

  /// Lets the gateway do all it can do at this moment.
  package func settle() {
    repeat {
      loop.step()
    } while takeIn() || !loop.isQuiet
  }

  /// Moves the clock to the next moment that anything waits for. False where nothing waits for any.
  package func passTime() -> Bool {
    let next = loop.nextDeadline
    guard next < .never else { return false }
    clock.advance(to: next)
    settle()
    return true
  }

  /// The same, unless what is due is that the gateway gives up waiting for us.
  package func passTimeBeforeIdle() -> Bool {
    loop.nextDeadline < link.context.patience.idle.from(link.lastByte) && passTime()
  }

  /// Lets so much time pass, and everything happen in it that is due.
  package func pass(_ duration: Duration) {
    let end = clock.now() + duration
    while loop.nextDeadline <= end, loop.nextDeadline < .never { _ = passTime() }
    clock.advance(to: end)
    settle()
  }

  /// The peer is gone: whatever the connection still waits for is cut off.
  package func hangUp() {
    peer.close()
    settle()
    while reason == nil {
      loop.broadcast(.ending)
      settle()
      if reason == nil, !passTime() { return }
    }
  }

  /// Takes what the gateway has sent. False where that is nothing.
  private func takeIn() -> Bool {
    guard end == nil else { return false }
    var chunk = [UInt8](repeating: 0, count: 4096)
    var space = chunk.mutableSpan
    let outcome = peer.read(into: &space)
    switch outcome {
    case .bytes(let count): received += chunk.prefix(count)
    case .wouldBlock: return false
    case .endOfStream: end = .closed
    case .failed: end = .reset
    }
    return true
  }
}

extension Route {
  /// The port of the first listener that has a fixed one.
  fileprivate var rehearsedPort: UInt16 {
    for listener in listeners {
      if case .tcp(_, let port) = listener.endpoint, port > 0 { return port }
    }
    return 7000
  }
}
