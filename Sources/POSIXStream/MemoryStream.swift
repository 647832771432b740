/// One end of a stream between two tasks of the same loop, without a socket.
///
/// It behaves as a unix socket does: writes stop at `capacity` bytes that the other end has not read,
/// an end that closes with unread bytes resets the other, and whoever waits is woken through the loop.
package final class MemoryStream: ByteStream {
  package let gate: Gate
  private let incoming: MemoryPipe
  private let outgoing: MemoryPipe
  private var isClosed = false

  private init(gate: Gate, incoming: MemoryPipe, outgoing: MemoryPipe) {
    self.gate = gate
    self.incoming = incoming
    self.outgoing = outgoing
  }

  /// Two ends. A small `capacity`, in bytes for each direction, makes a clogged peer.
  package static func pair(on loop: EventLoop, capacity: Int = 65_536) -> (MemoryStream, MemoryStream) {
    let (near, far) = (loop.makeGate(), loop.makeGate())
    let there = MemoryPipe(capacity: capacity, from: near, to: far)
    let back = MemoryPipe(capacity: capacity, from: far, to: near)
    return (
      MemoryStream(gate: near, incoming: back, outgoing: there),
      MemoryStream(gate: far, incoming: there, outgoing: back)
    )
  }

  package func read(into space: inout MutableSpan<UInt8>) -> ReadOutcome {
    isClosed ? .failed(.badDescriptor) : incoming.read(into: &space)
  }

  package func write(_ bytes: Span<UInt8>) -> WriteOutcome {
    isClosed ? .failed(.badDescriptor) : outgoing.write(bytes)
  }

  package func shutdownWrite() -> Errno? {
    if isClosed { return .badDescriptor }
    outgoing.end()
    return nil
  }

  package var unacknowledged: Int { isClosed ? 0 : outgoing.count }

  package var available: Int { isClosed ? 0 : incoming.count }

  package func close() { end(isReset: incoming.count > 0) }

  package func reset() { end(isReset: true) }

  private func end(isReset: Bool) {
    guard !isClosed else { return }
    isClosed = true
    outgoing.end(failing: isReset ? .connectionReset : nil)
    incoming.end()
    gate.loop.retire(gate)
  }
}
