/// One end of a stream between two tasks of the same loop, without a socket.
///
/// It behaves as a unix socket does: writes stop at `capacity` bytes that the other end has not read,
/// an end that closes with unread bytes resets the other, and whoever waits is woken through the loop.
package final class MemoryStream: ByteStream {
  package let gate: Gate
  private let incoming: Pipe
  private let outgoing: Pipe
  private var closed = false

  /// What one end has written and the other has not read.
  private final class Pipe {
    var bytes: [UInt8] = []
    var consumed = 0
    let capacity: Int
    /// No more will be written.
    var ended = false
    /// Why reading and writing fail.
    var broken: Errno?
    weak var reader: Gate?
    weak var writer: Gate?

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { bytes.count - consumed }
  }

  private init(gate: Gate, incoming: Pipe, outgoing: Pipe) {
    self.gate = gate
    self.incoming = incoming
    self.outgoing = outgoing
    incoming.reader = gate
    outgoing.writer = gate
  }

  /// Two ends. A small `capacity`, in bytes for each direction, makes a clogged peer.
  package static func pair(on loop: EventLoop, capacity: Int = 65_536) -> (MemoryStream, MemoryStream) {
    let there = Pipe(capacity: capacity)
    let back = Pipe(capacity: capacity)
    return (
      MemoryStream(gate: loop.makeGate(), incoming: back, outgoing: there),
      MemoryStream(gate: loop.makeGate(), incoming: there, outgoing: back)
    )
  }

  package func read(into space: inout MutableSpan<UInt8>) -> ReadOutcome {
    if closed { return .failed(.badDescriptor) }
    let count = min(space.count, incoming.count)
    if count == 0 { return emptyRead() }
    for index in 0..<count { space[index] = incoming.bytes[incoming.consumed + index] }
    incoming.consumed += count
    if incoming.consumed == incoming.bytes.count {
      incoming.bytes.removeAll(keepingCapacity: true)
      incoming.consumed = 0
    }
    wake(incoming.writer, .writable)
    return .bytes(count)
  }

  private func emptyRead() -> ReadOutcome {
    if let error = incoming.broken {
      incoming.broken = nil
      incoming.ended = true
      return .failed(error)
    }
    return incoming.ended ? .endOfStream : .wouldBlock
  }

  package func write(_ bytes: Span<UInt8>) -> WriteOutcome {
    if closed { return .failed(.badDescriptor) }
    if outgoing.ended || outgoing.broken != nil { return .failed(.brokenPipe) }
    let count = min(bytes.count, outgoing.capacity - outgoing.count)
    if count == 0 { return .wouldBlock }
    for index in 0..<count { outgoing.bytes.append(bytes[index]) }
    wake(outgoing.reader, .readable)
    return .bytes(count)
  }

  package func shutdownWrite() -> Errno? {
    if closed { return .badDescriptor }
    outgoing.ended = true
    wake(outgoing.reader, .readable)
    return nil
  }

  package var unacknowledged: Int { closed ? 0 : outgoing.count }

  package var available: Int { closed ? 0 : incoming.count }

  package func close() { end(unread: incoming.count > 0) }

  package func reset() { end(unread: true) }

  private func end(unread: Bool) {
    guard !closed else { return }
    closed = true
    outgoing.ended = true
    incoming.ended = true
    incoming.broken = .brokenPipe
    if unread { outgoing.broken = .connectionReset }
    wake(outgoing.reader, .readable)
    wake(incoming.writer, .writable)
    gate.loop.retire(gate)
  }

  /// Through the loop, never directly: the woken task must not run inside its waker.
  private func wake(_ gate: Gate?, _ events: Readiness) {
    guard let gate else { return }
    gate.loop.wakeSoon(gate, events)
  }
}
