/// One direction of a memory stream: what one end has written and the other has not read.
final class MemoryPipe {
  private var bytes: [UInt8] = []
  private var consumed = 0
  private let capacity: Int
  /// No more will be written.
  private(set) var isEnded = false
  /// Why the next read fails, once nothing is left to read.
  private var failure: Errno?
  private weak var reader: Gate?
  private weak var writer: Gate?

  /// - Parameter capacity: in bytes; writes stop there.
  init(capacity: Int, from writer: Gate, to reader: Gate) {
    self.capacity = capacity
    self.writer = writer
    self.reader = reader
    tell()
  }

  var count: Int { bytes.count - consumed }

  func read(into space: inout MutableSpan<UInt8>) -> ReadOutcome {
    if space.isEmpty { return .wouldBlock }
    let taken = min(space.count, count)
    if taken == 0 { return readNothing() }
    for index in 0..<taken { space[index] = bytes[consumed + index] }
    consumed += taken
    // What was read is dropped a capacity at a time, so that each byte is moved at most once.
    if consumed >= capacity || consumed == bytes.count {
      bytes.removeFirst(consumed)
      consumed = 0
    }
    tell()
    return .bytes(taken)
  }

  private func readNothing() -> ReadOutcome {
    if let error = failure.take() { return .failed(error) }
    return isEnded ? .endOfStream : .wouldBlock
  }

  func write(_ new: Span<UInt8>) -> WriteOutcome {
    if isEnded { return .failed(.brokenPipe) }
    let taken = min(new.count, capacity - count)
    if taken == 0 { return .wouldBlock }
    for index in 0..<taken { bytes.append(new[index]) }
    tell()
    return .bytes(taken)
  }

  /// No more is written: the reader gets what is there, then `failure`, then the end.
  func end(failing failure: Errno? = nil) {
    isEnded = true
    if let failure { self.failure = failure }
    tell()
  }

  /// Tells both ends what they could do now, as epoll would.
  private func tell() {
    set(reader, .readable, to: count > 0 || isEnded)
    set(reader, .lost, to: failure != nil)
    set(writer, .writable, to: count < capacity || isEnded)
  }

  private func set(_ gate: Gate?, _ event: Readiness, to isSo: Bool) {
    guard let gate else { return }
    guard isSo else {
      gate.state.level = gate.state.level.subtracting(event)
      return
    }
    gate.state.level.insert(event)
    // Through the loop, never directly: the woken task must not run inside its waker.
    if gate.state.interest.contains(event) { gate.loop.wakeSoon(gate, []) }
  }
}
