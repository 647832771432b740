/// The replies a connection owes its peer, in the order in which they will be written.
///
/// A reply is rendered straight into the outbox: `openFrame`, the template's text and values, then
/// `closeFrame`, which lets the framing add its prefix and terminator. Values (bytes that a peer or
/// a variable brought) are remembered until then, because a value that contains the framing's own
/// terminator must not go out: it would end the frame in the middle. A frame that is refused or
/// larger than its limit leaves the outbox as if it had never been begun.
///
/// What is `public` is so for the reason that `ByteBuffer` gives.
public struct Outbox: ~Copyable {
  @usableFromInline package internal(set) var bytes = ByteBuffer()
  private var ranges = ValueRanges()
  @usableFromInline var frameStart = 0
  private var limit = 0
  /// The open frame has outgrown its limit: what is added is lost, and `closeFrame` refuses it.
  package private(set) var hasOverflowed = false

  package init() {}

  /// Bytes owed to the peer.
  @inlinable public var count: Int { bytes.count }
  @inlinable public var isEmpty: Bool { bytes.isEmpty }
  /// Bytes rendered into the open frame so far.
  @inlinable public var frameCount: Int { bytes.count - frameStart }

  /// Where values stand in the open frame, relative to its start; those made safe by a filter are left out.
  package var values: [Range<Int>] { (0..<ranges.count).map { ranges[$0] } }

  @inlinable public func withBytes<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try bytes.withBytes(body)
  }

  /// Drops the `n` bytes that the kernel took.
  package mutating func consume(_ n: Int) { bytes.consume(n) }

  /// Gives the memory back; what was owed is lost.
  package mutating func release() {
    bytes.release()
    ranges = ValueRanges()
  }

  /// Forgets what is owed, and gives the memory back where it is more than `kept` bytes.
  package mutating func clear(keeping kept: Int) {
    if bytes.capacity > kept { release() } else { bytes.clear(keeping: kept) }
  }

  /// Bytes of memory held.
  package var capacity: Int { bytes.capacity }

  /// Adds bytes that are no frame, as they are.
  package mutating func appendRaw(_ raw: [UInt8]) { bytes.append(raw) }

  /// Begins a frame of at most `limit` bytes before its wrapping.
  package mutating func openFrame(limit: Int) {
    frameStart = bytes.count
    self.limit = limit
    hasOverflowed = false
    ranges.removeAll()
  }

  /// Adds text that the author of the route wrote.
  package mutating func appendText(_ text: [UInt8]) { appendText(text.span) }

  package mutating func appendText(_ text: Span<UInt8>) {
    guard hasRoom(text.count) else { return }
    bytes.append(text)
  }

  /// Adds bytes of a value; `endValue` says where the value began.
  package mutating func appendValue(_ value: Span<UInt8>) {
    guard hasRoom(value.count) else { return }
    bytes.append(value)
  }

  package mutating func appendValue(_ byte: UInt8) {
    guard hasRoom(1) else { return }
    bytes.append(byte)
  }

  /// The value that began at `start` (an earlier `frameCount`) is complete. `checked` says that a
  /// filter has already made it safe to stand in any framing.
  package mutating func endValue(from start: Int, checked: Bool) {
    guard !checked, frameCount > start else { return }
    ranges.append(start..<frameCount)
  }

  /// Lends the value that began at `start` to be changed in place.
  package mutating func withValue<R>(from start: Int, _ body: (inout MutableSpan<UInt8>) -> R) -> R {
    bytes.withMutableBytes(from: frameStart + start, body)
  }

  /// Makes room for a value of `count` bytes that filters are going to work on, past the frame's limit.
  ///
  /// - Returns: the frame's limit, for `restoreLimit`.
  package mutating func stretchLimit(for count: Int) -> Int {
    defer { limit = max(limit, frameCount + count) }
    return limit
  }

  /// Holds what filters have made against the frame's own limit again.
  package mutating func restoreLimit(_ own: Int) {
    limit = own
    guard frameCount > own else { return }
    hasOverflowed = true
    bytes.truncate(to: frameStart + own)
  }

  /// A copy of the value that began at `start`.
  package func value(from start: Int) -> [UInt8] { bytes.copy(from: frameStart + start) }

  /// Takes back the value that began at `start`, so that a filter can append another in its place.
  package mutating func dropValue(from start: Int) {
    bytes.truncate(to: frameStart + start)
  }

  /// Ends the open frame: the framing checks the values and adds its prefix and terminator.
  ///
  /// - Throws: `FrameRefusal`, and then nothing of the frame is left in the outbox.
  package mutating func closeFrame(_ encoder: FrameEncoder) throws(FrameRefusal) {
    do throws(FrameRefusal) {
      guard !hasOverflowed else { throw .tooLong(limit: limit) }
      try encoder.wrap(&bytes, from: frameStart, values: ranges)
    } catch {
      abandonFrame()
      throw error
    }
  }

  /// Ends the open frame as `closeFrame` does, but no value is refused: the peer has been told how long the frame is.
  package mutating func closeFrameUnchecked(_ encoder: FrameEncoder) throws(FrameRefusal) {
    ranges.removeAll()
    try closeFrame(encoder)
  }

  /// Takes back what was added since `count` bytes were owed.
  package mutating func withdraw(to count: Int) { bytes.truncate(to: min(count, bytes.count)) }

  /// For a peer that takes the byte 0xff for a Telnet command: what was added since `count` bytes were owed has it
  /// twice. See RFC 854.
  package mutating func escapeTelnet(from count: Int) { bytes.double(0xff, from: min(count, bytes.count)) }

  /// Forgets the open frame.
  package mutating func abandonFrame() {
    bytes.truncate(to: frameStart)
    ranges.removeAll()
  }

  private mutating func hasRoom(_ n: Int) -> Bool {
    if hasOverflowed || n > limit - frameCount {
      hasOverflowed = true
      return false
    }
    return true
  }
}

/// Why a rendered reply cannot go out.
package enum FrameRefusal: Error, Sendable, Hashable {
  /// Larger than `limits.reply`.
  case tooLong(limit: Int)
  /// A value contains the framing's terminator, or (in `crlf`) a bare CR or LF.
  case terminatorInValue
  /// The reply tells a length itself that is not that of its body, in bytes.
  case wrongLength(actual: Int)
  /// A length that the framing's prefix cannot express, in bytes.
  case lengthNotExpressible(Int)
  /// A value could not be converted (`add` on text); carries the filter's name.
  case badValue(filter: String)
}
