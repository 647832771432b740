/// Replies that are known but for the frame that they answer: what the author wrote and what the framing adds, with
/// places for the frame.
///
/// Appending one is a few copies. No value has to be looked through for a terminator, because a frame holds none of
/// the framing that it was cut out by; so one is only made of frames and replies in the same framing.
package final class Stencil: Sendable {
  /// All texts, one after the other.
  private let literals: [UInt8]
  /// Where in `literals` the frame is put, in ascending order.
  private let places: [Int]
  /// For each reply: bytes without its wrapping and without the frame, and how often the frame stands in it.
  private let sizes: [Size]
  /// Of a reply before its wrapping, in bytes.
  private let limit: Int

  private struct Size {
    var text: Int
    var frames: Int
  }

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
    self.limit = limit
    sizes = replies.map { Size(text: $0.reduce(0) { $0 + $1.count }, frames: max($0.count - 1, 0)) }
  }

  /// How many replies it holds.
  package var count: Int { sizes.count }

  /// Whether no reply to a frame of so many bytes is larger than the limit.
  func allows(_ frame: Int) -> Bool {
    for index in sizes.indices where sizes[index].frames > 0 || sizes[index].text > limit {
      let (values, overflow) = frame.multipliedReportingOverflow(by: sizes[index].frames)
      if overflow || values > limit - sizes[index].text { return false }
    }
    return true
  }

  func append(_ frame: Span<UInt8>, to bytes: inout ByteBuffer) {
    let literals = literals
    bytes.reserve(literals.count + places.count * frame.count)
    var start = 0
    for index in places.indices {
      bytes.append(literals.span.extracting(start..<places[index]))
      bytes.append(frame)
      start = places[index]
    }
    bytes.append(literals.span.extracting(start..<literals.count))
  }
}

extension Outbox {
  /// Adds whole replies to a frame. False, and nothing added, where one would be larger than its limit.
  package mutating func append(_ stencil: Stencil, around frame: Span<UInt8>) -> Bool {
    guard stencil.allows(frame.count) else { return false }
    stencil.append(frame, to: &bytes)
    return true
  }
}
