import Framing
import GatewayRuntime
import Routing

/// The ways in which a route wraps what it sends: its framing, and those that single replies name.
struct Wrappings {
  private let encoders: [FrameEncoder]

  init(_ route: Route) {
    let replies = route.everyAction.flatMap(\.replies)
    let named = replies.compactMap { reply in
      if case .other(let encoder) = reply.wrapping { encoder } else { nil }
    }
    encoders = ([FrameEncoder(route.framing)] + named).reduce(into: []) { found, encoder in
      if !found.contains(where: { $0.kind == encoder.kind }) { found.append(encoder) }
    }
  }

  /// What a frame of this text may look like on the wire.
  func encodings(of text: [UInt8]) -> [[UInt8]] { encoders.compactMap { FrameText.wrapped(text, by: $0) } }

  /// The frames that the bytes may begin with: one as the route frames, or what is left of a reply that is wrapped
  /// otherwise. None of them goes beyond such a reply.
  ///
  /// - Parameter bytes: what the connection sent, without its beginning.
  func frames(at bytes: ArraySlice<UInt8>, among wrapped: [WrappedReply]) -> [FrameText.Found] {
    guard let own = encoders.first?.kind else { return [] }
    let next = wrapped.first { $0.range.upperBound > bytes.startIndex }
    guard let next, next.range.lowerBound <= bytes.startIndex else {
      let end = min(next?.range.lowerBound ?? .max, bytes.endIndex)
      return FrameText.first(of: bytes[..<end], kind: own).map { [$0] } ?? []
    }
    let reply = bytes[..<min(next.range.upperBound, bytes.endIndex)]
    let kinds = next.kind == own || FrameText.isUnbounded(own) ? [next.kind] : [next.kind, own]
    return kinds.compactMap { kind in
      var frame = FrameText.first(of: reply, kind: kind)
      if reply.endIndex == next.range.upperBound { frame?.isOpen = false }
      return frame
    }
  }

  /// All frames of the bytes as the route's own framing has them; what is left at the end belongs to none.
  func split(_ bytes: ArraySlice<UInt8>) -> (frames: [[UInt8]], rest: ArraySlice<UInt8>) {
    var frames: [[UInt8]] = []
    var rest = bytes
    guard let kind = encoders.first?.kind else { return ([], rest) }
    while let frame = FrameText.first(of: rest, kind: kind), frame.count > 0 {
      frames.append(frame.content)
      rest = rest.dropFirst(frame.count)
    }
    return (frames, rest)
  }
}

/// From the text of a frame to its bytes on the wire and back.
enum FrameText {
  /// As a client would send it to be read by `framing`. Nothing where the framing cannot express it.
  static func request(_ text: [UInt8], readBy framing: Framing) -> [UInt8]? {
    switch framing.kind {
    case .fixed(_, let trailer): text + trailer
    case .resp where text.last != UInt8(ascii: "\n"): text + Array("\r\n".utf8)
    default: wrapped(text, by: FrameEncoder(framing))
    }
  }

  static func wrapped(_ text: [UInt8], by encoder: FrameEncoder) -> [UInt8]? {
    var outbox = Outbox()
    outbox.openFrame(limit: .max)
    outbox.appendText(text)
    do throws(FrameRefusal) { try outbox.closeFrame(encoder) } catch { return nil }
    return outbox.withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }

  struct Found {
    var content: [UInt8]
    /// Bytes that it takes on the wire.
    var count: Int
    /// Nothing says that it ends here.
    var isOpen = false
  }

  /// Whether the framing adds nothing to a reply.
  static func isUnbounded(_ kind: Framing.Kind) -> Bool {
    switch kind {
    case .fixed, .eof, .raw, .resp: true
    default: false
    }
  }

  /// The frame at the head of the bytes. Of framings that add nothing to a reply, everything is one frame.
  static func first(of bytes: ArraySlice<UInt8>, kind: Framing.Kind) -> Found? {
    guard !bytes.isEmpty else { return nil }
    if isUnbounded(kind) { return Found(content: Array(bytes), count: bytes.count, isOpen: true) }
    let all = Array(bytes)
    var decoder = FrameDecoder(Framing(kind, maximum: .max / 4))
    guard case .frame(let payload, let count) = decoder.next(all.span) else { return nil }
    var unwrapped: [UInt8] = []
    let isChanged = FrameContent.unwrap(all.span.extracting(payload), of: kind, into: &unwrapped)
    return Found(content: isChanged ? unwrapped : Array(all[payload]), count: count)
  }
}

extension Route {
  /// Of its rules, events and timers.
  fileprivate var everyAction: [Actions] {
    let events = [
      events.connect, events.eof, events.idle, events.oversize, events.badFrame, events.frameTimeout, events.refused,
      events.shutdown,
    ]
    return states.flatMap { $0.rules.map(\.actions) } + events.compactMap(\.self) + timers.map(\.actions)
  }

  /// Whether what arrives together makes a difference anywhere.
  var readsRaw: Bool { states.contains { $0.read.kind == .raw } }
}
