/// A framing prepared for decoding: made once, and shared by every copy of its decoder, so that a
/// connection's decoder is a few words.
final class FrameGrammar: Sendable {
  let framing: Framing
  let family: Family
  let shortcut: Shortcut
  /// Bytes of the largest payload.
  let maximum: Int

  /// The most frequent framings, some of whose frames are decoded without asking for the family.
  enum Shortcut { case line, crlf, requests, none }

  enum Family: Sendable {
    case terminated(Terminator)
    case sized(SizedFrames)
    case marked(MarkedFrames)
    case dotted
    case headered(HeaderedFrames)
    case requests
    case endOfStream
    /// No frames but what arrived.
    case chunks
  }

  init(_ framing: Framing) {
    self.framing = framing
    family = Self.family(of: framing.kind)
    maximum = framing.maximum
    switch framing.kind {
    case .line: shortcut = .line
    case .crlf: shortcut = .crlf
    case .resp: shortcut = .requests
    default: shortcut = .none
    }
  }

  private static func family(of kind: Framing.Kind) -> Family {
    switch kind {
    case .line: .terminated(.line)
    case .crlf: .terminated(.crlf)
    case .delimiter(let marks): .terminated(Terminator(marks: marks))
    case .fixed(let count, let trailer): .sized(SizedFrames(field: .fixed(count), trailer: trailer))
    case .binaryLength, .varint, .decimalLength: SizedFrames(kind).map { .sized($0) } ?? .endOfStream
    case .between(let start, let end, let outside):
      .marked(MarkedFrames(start: MarkSet([start]), end: MarkSet([end]), outside: outside))
    case .dot: .dotted
    case .raw: .chunks
    case .headers(let headers): .headered(HeaderedFrames(headers))
    case .resp: .requests
    case .eof: .endOfStream
    }
  }
}
