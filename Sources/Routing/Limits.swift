/// Everything a route holds or waits for has a bound; nothing means `none` was written.
package struct Limits: Sendable, Equatable {
  /// Open connections of the route, over all loops, lingering ones included.
  package var connections: Int? = 10_000
  package var connectionsPerIP: Int?
  /// Bytes of one rendered reply.
  package var reply: Int? = 1 << 20

  package init() {}
}

package struct Timeouts: Sendable, Equatable {
  /// No byte in either direction while the peer's next frame is awaited.
  package var idle: Duration? = .seconds(300)
  /// From the first to the last byte of one frame.
  package var frame: Duration? = .seconds(30)
  /// While the peer takes nothing of what it is owed.
  package var write: Duration? = .seconds(10)
  /// From the peer's end of stream to our last reply; not while writes progress.
  package var halfClosed: Duration? = .seconds(30)
  /// After our end of stream, without a byte from the peer.
  package var linger: Duration? = .seconds(2)
  /// After our end of stream, in all.
  package var lingerTotal: Duration? = .seconds(10)
  /// The greatest age of a connection.
  package var connection: Duration?

  package init() {}
}
