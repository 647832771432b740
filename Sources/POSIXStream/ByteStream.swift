/// Bytes in both directions, without waiting: the least that a connection needs of its transport.
///
/// Reading and writing never suspend; `gate` is where a connection waits until they would succeed.
/// All calls belong to the loop's thread. `TestSupport.StreamConformance` holds every kind of stream
/// to the same behaviour.
package protocol ByteStream: AnyObject {
  var gate: Gate { get }
  /// Takes what has arrived, up to the size of `space`.
  func read(into space: inout MutableSpan<UInt8>) -> ReadOutcome
  /// Hands over as many of `bytes` as there is room for. Handed over is not delivered.
  func write(_ bytes: Span<UInt8>) -> WriteOutcome
  /// Tells the peer that no more will come. What was written before is still delivered.
  func shutdownWrite() -> Errno?
  /// Bytes written that the peer's side has not acknowledged. Of a unix socket: the kernel's memory for
  /// them, which is more. See SIOCOUTQ in tcp(7) and unix_outq_len in the kernel's net/unix/af_unix.c.
  var unacknowledged: Int { get }
  /// Bytes that have arrived and were not read yet.
  var available: Int { get }
  /// Ends both directions and gives the descriptor back. A second call does nothing.
  func close()
  /// Ends the stream so that the peer sees a reset instead of an orderly end. A unix socket has no
  /// reset, unless bytes were left unread: its peer sees the end.
  func reset()
}

package enum ReadOutcome: Hashable, Sendable {
  /// So many bytes, at least one.
  case bytes(Int)
  case endOfStream
  case wouldBlock
  case failed(Errno)
}

package enum WriteOutcome: Hashable, Sendable {
  /// So many bytes, at least one.
  case bytes(Int)
  case wouldBlock
  case failed(Errno)
}
