/// Replies that are known but for the frame that they answer: what the author wrote and what the framing adds, with
/// places for the frame.
///
/// Appending one is a few copies. No value has to be looked through for a terminator, because a frame holds none of
/// the framing that it was cut out by; so one is only made of frames and replies in the same framing.
package final class Stencil: Sendable {
  /// All texts, one after the other.
  let literals: [UInt8]
  /// Where in `literals` the frame is put, in ascending order.
  let places: [Int]
  /// No reply to a frame of so many bytes, or of less, is larger than the limit; below 0 where one always is.
  let largestFrame: Int
  /// How many replies it holds.
  package let count: Int

  /// - Parameters:
  ///   - replies: of each, the texts around the frame: one more than there are places for it.
  ///   - limit: of a reply, in bytes before its wrapping.
  /// - Returns: nothing where the framing does more than to add a fixed end to a reply, or might not hold a frame.
  package init?(_ replies: [[[UInt8]]], framing: Framing, limit: Int) {
    guard let end = FrameEncoder(framing).plainEnd else { return nil }
    var (literals, places): ([UInt8], [Int]) = ([], [])
    for texts in replies {
      for (index, text) in texts.enumerated() {
        if index > 0 { places.append(literals.count) }
        literals += text
      }
      literals += end
    }
    self.literals = literals
    self.places = places
    count = replies.count
    largestFrame = replies.map { Self.largestFrame(in: $0, limit: limit) }.min() ?? Int.max
  }

  private static func largestFrame(in texts: [[UInt8]], limit: Int) -> Int {
    let left = limit - texts.reduce(0) { $0 + $1.count }
    if left < 0 { return -1 }
    return texts.count > 1 ? left / (texts.count - 1) : Int.max
  }

  @inline(__always)
  static func append(
    _ frame: Span<UInt8>, _ literals: Span<UInt8>, _ places: Span<Int>, to bytes: inout ByteBuffer
  ) {
    bytes.append(count: literals.count + places.count * frame.count) { space in
      var start = 0
      for index in places.indices {
        space.append(literals.extracting(start..<places[index]))
        space.append(frame)
        start = places[index]
      }
      space.append(literals.extracting(start..<literals.count))
    }
  }
}

extension Outbox {
  /// Adds whole replies to a frame. False, and nothing added, where one would be larger than its limit.
  package mutating func append(_ stencil: Stencil, around frame: Span<UInt8>) -> Bool {
    guard frame.count <= stencil.largestFrame else { return false }
    let (literals, places) = (stencil.literals, stencil.places)
    Stencil.append(frame, literals.span, places.span, to: &bytes)
    return true
  }
}
