import POSIXStream

/// A connected socket that no kernel has: what its peer did, and what was done to it.
package struct SimulatedSocket: Sendable {
  /// Bytes that have arrived and were not read.
  package private(set) var arrived: ArraySlice<UInt8> = []
  /// The peer has ended its stream.
  package var peerEnded = false
  /// The peer has reset the connection.
  package private(set) var isReset = false
  /// So many bytes are taken before a write would block.
  package var room: Int
  /// Everything that was taken.
  package private(set) var taken: [UInt8] = []
  /// Bytes that were taken and that the peer has not acknowledged.
  package var unacknowledged = 0
  /// Our side has ended its stream.
  package private(set) var ended = false
  private var resetsOnClose = false
  /// The last write had to be told that there is no room.
  private var isOwed = false
  /// Reads of a peer that does not take what it is owed, which nobody should make.
  private(set) var readsWhileOwed = 0

  package init(room: Int = .max) { self.room = room }

  package enum End: Sendable, Hashable { case orderly, reset }

  // MARK: What the peer does

  package mutating func arrive(_ bytes: some Collection<UInt8>) {
    if !isReset, !peerEnded { arrived += bytes }
  }

  package mutating func reset() {
    isReset = true
    arrived = []
  }

  /// The peer takes so many bytes more.
  package mutating func makeRoom(_ count: Int) {
    let (sum, overflow) = room.addingReportingOverflow(count)
    room = overflow ? .max : sum
    unacknowledged = max(0, unacknowledged - count)
  }

  // MARK: What the kernel answers

  mutating func read(into space: inout MutableSpan<UInt8>) -> CallResult {
    if isReset { return .failure(.connectionReset) }
    guard !arrived.isEmpty else { return peerEnded ? .success(0) : .failure(.again) }
    if isOwed { readsWhileOwed += 1 }
    let count = min(space.count, arrived.count)
    for index in 0..<count { space[index] = arrived[arrived.startIndex + index] }
    arrived = arrived.dropFirst(count)
    return .success(count)
  }

  mutating func write(_ bytes: Span<UInt8>) -> CallResult {
    if isReset || ended { return .failure(.brokenPipe) }
    isOwed = room == 0
    if isOwed { return .failure(.again) }
    let count = min(room, bytes.count)
    for index in 0..<count { taken.append(bytes[index]) }
    room -= room == .max ? 0 : count
    unacknowledged += count
    return .success(count)
  }

  mutating func shutdownWrite() -> CallResult {
    guard !isReset else { return .failure(Errno(rawValue: 107)) }
    ended = true
    return .success()
  }

  mutating func resetOnClose() -> CallResult {
    resetsOnClose = true
    return .success()
  }

  /// What the peer sees of a close now. See RFC 1122 §4.2.2.13.
  package var end: End { resetsOnClose || isReset || !arrived.isEmpty ? .reset : .orderly }

  var available: Int { arrived.count }

  var isReadable: Bool { isReset || peerEnded || !arrived.isEmpty }
  var isWritable: Bool { isReset || ended || room > 0 }
  var isHungUp: Bool { isReset || peerEnded && ended }
}
