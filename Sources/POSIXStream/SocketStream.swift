/// A connected TCP or unix socket. See tcp(7), unix(7).
package final class SocketStream: ByteStream {
  package let gate: Gate
  private var descriptor: Descriptor?
  private let number: Int32
  private let calls: any SystemCalls

  /// Takes over a connected, non-blocking socket.
  ///
  /// - Throws: `Errno` where the loop cannot watch it; the socket is closed then.
  package init(_ descriptor: consuming Descriptor, on loop: EventLoop) throws(Errno) {
    number = descriptor.number
    calls = descriptor.calls
    gate = try loop.makeGate(for: descriptor.number)
    self.descriptor = consume descriptor
  }

  package func read(into space: inout MutableSpan<UInt8>) -> ReadOutcome {
    guard descriptor != nil else { return .failed(.badDescriptor) }
    // The kernel would answer 0, as it does at the end of the stream.
    guard !space.isEmpty else { return .wouldBlock }
    let result = calls.read(number, into: &space)
    if result.raw > 0 { return .bytes(result.raw) }
    guard let error = result.error else { return .endOfStream }
    return error.isTransient ? .wouldBlock : .failed(error)
  }

  package func write(_ bytes: Span<UInt8>) -> WriteOutcome {
    guard descriptor != nil else { return .failed(.badDescriptor) }
    let result = calls.write(number, bytes)
    if result.raw > 0 { return .bytes(result.raw) }
    guard let error = result.error else { return .wouldBlock }
    return error.isTransient ? .wouldBlock : .failed(error)
  }

  package func shutdownWrite() -> Errno? {
    descriptor == nil ? .badDescriptor : calls.shutdownWrite(number).error
  }

  package var unacknowledged: Int { descriptor == nil ? 0 : max(0, calls.unacknowledged(number).raw) }

  package var available: Int { descriptor == nil ? 0 : max(0, calls.available(number).raw) }

  package func close() {
    guard let open = descriptor.take() else { return }
    gate.loop.retire(gate)
    open.close()
  }

  package func reset() {
    if descriptor != nil { _ = calls.resetOnClose(number) }
    close()
  }
}

extension Errno {
  /// Says nothing of the stream: wait and try again. EINTR counts, since a level-triggered loop tells again.
  package var isTransient: Bool { self == .again || self == .interrupted }
}
