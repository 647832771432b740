import POSIXStream

/// A stream of bytes both ways, as a client sees it.
protocol ByteChannel: ~Copyable {
  /// Sends all of `bytes`.
  mutating func send(_ bytes: [UInt8], before deadline: Deadline) throws(SocketFailure)
  /// The next bytes that arrive; none mean the end of the stream.
  mutating func receive(before deadline: Deadline) throws(SocketFailure) -> [UInt8]
  /// Says that nothing more will be sent.
  mutating func finish() throws(SocketFailure)
}

/// Why a call of a client's socket gave up.
enum SocketFailure: Error, Equatable {
  case timeout
  case system(Errno)

  var reason: String {
    switch self {
    case .timeout: "timed out"
    case .system(let error): error.message
    }
  }
}

/// A point in time after which waiting ends, on the monotonic clock.
struct Deadline {
  private let instant: ContinuousClock.Instant

  init(after duration: Duration) { instant = .now + duration }

  /// What is left, rounded up, as poll(2) takes it.
  var milliseconds: CInt {
    let left = instant - .now
    guard left > .zero else { return 0 }
    let whole = left / .milliseconds(1)
    return CInt(clamping: Int(min(whole.rounded(.up), 1e9)))
  }
}
