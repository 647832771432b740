package import POSIXStream

/// Where log lines go: standard error, by a thread of its own.
///
/// A loop only adds a line to a bounded queue, so a pipe that nobody reads and a disk that is full cost
/// log lines, never replies. Lines that could not be written are counted, and said once there is room.
package final class LogSink: Sendable {
  private let queue: LineQueue
  private let descriptor: Int32
  private let calls: any SystemCalls
  private let writer = Locked<NativeThread?>(nil)
  /// The line that says how many were dropped.
  private let note: @Sendable (Int) -> [UInt8]

  /// Bytes that may wait to be written: 1 MiB.
  package static let capacity = 1 << 20

  package init(
    descriptor: Int32 = 2, calls: any SystemCalls = LinuxSystemCalls.shared, capacity: Int = LogSink.capacity,
    note: @escaping @Sendable (Int) -> [UInt8]
  ) {
    queue = LineQueue(capacity: capacity)
    self.descriptor = descriptor
    self.calls = calls
    self.note = note
  }

  /// Starts the writer.
  ///
  /// - Throws: `Errno`. See pthread_create(3).
  package func start() throws(Errno) {
    try writer.with { (thread) throws(Errno) in thread = try NativeThread("gateway-log") { [self] in write() } }
  }

  package func put(_ line: [UInt8]) { queue.put(line) }

  package var dropped: Int { queue.dropped }

  /// Writes what is left, for at most a second.
  package func finish() {
    queue.close()
    let hasFinished = queue.waitUntilFinished(atMost: 1)
    guard let thread = writer.with({ $0.take() }) else { return }
    if hasFinished { thread.join() } else { thread.detach() }
  }

  private func write() {
    var said = 0
    var isCut = false
    while let lines = queue.take() {
      let dropped = queue.dropped
      if dropped > said, write(note(dropped - said), isCut: &isCut) { said = dropped }
      for (index, line) in lines.enumerated() where !write(line, isCut: &isCut) {
        queue.lose(lines.count - index)
        break
      }
    }
    queue.finish()
  }

  /// False where the line cannot be written now or ever: EPIPE, ENOSPC. What did go of it then stays, and
  /// `isCut` makes the next line begin on one of its own.
  private func write(_ line: [UInt8], isCut: inout Bool) -> Bool {
    let line = isCut ? [UInt8(ascii: "\n")] + line : line
    var written = 0
    while written < line.count {
      let result = calls.write(descriptor, line.span.extracting(written..<line.count))
      if let error = result.error {
        guard error.isTransient else { return false }
        SystemPause.milliseconds(10)
      } else {
        written += result.raw
        isCut = written > 0 && line[written - 1] != UInt8(ascii: "\n")
      }
    }
    return true
  }
}
