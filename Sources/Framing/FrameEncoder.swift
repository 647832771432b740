/// Wraps a rendered payload as the framing wants it. Pure; the counterpart of `FrameDecoder`.
///
/// A value (bytes that the route's author did not write) must not end the frame: where the framing
/// has a terminator, no occurrence of it may share a byte with a value, neither inside the value,
/// nor across its borders, nor together with the terminator that is added. Text of the author's own
/// may contain the terminator and so hold several frames. Framings with a length, `fixed`, `eof`, `resp`
/// and `raw` carry any bytes, so does `dot`, which stuffs
/// them, and so does the body of `headers`.
package final class FrameEncoder: Sendable {
  package let kind: Framing.Kind
  private let wrapping: Wrapping

  private enum Wrapping: Sendable {
    case asIs
    /// A terminator of one byte, which no value may contain.
    case byte(UInt8)
    /// CRLF, where a value may contain no LF (`line`), or no CR either (`crlf`).
    case crlf(strict: Bool)
    case marks(DelimiterWrapping)
    case sized(SizedFrames)
    case between(start: [UInt8], end: DelimiterWrapping)
    case dotted
    case headered(HeaderedFrames)
  }

  package init(_ framing: Framing) {
    kind = framing.kind
    wrapping = Self.wrapping(of: framing.kind)
  }

  /// Wraps what stands from `start` to the end of `bytes`.
  ///
  /// - Parameter values: ranges, relative to `start`, of bytes the route's author did not write.
  /// - Throws: `FrameRefusal`; what stands from `start` on is then of no use.
  package func wrap(
    _ bytes: inout ByteBuffer, from start: Int, values: borrowing ValueRanges
  ) throws(FrameRefusal) {
    switch wrapping {
    case .asIs: break
    case .byte(let byte):
      try refuse(byte, in: bytes, from: start, values)
      bytes.append(byte)
    case .crlf(let strict):
      try refuse(lineFeed, in: bytes, from: start, values)
      if strict { try refuse(carriageReturn, in: bytes, from: start, values) }
      bytes.append(carriageReturn)
      bytes.append(lineFeed)
    case .marks(let delimiter): try delimiter.end(&bytes, from: start, values: values)
    case .sized(let frames): try frames.wrap(&bytes, from: start)
    case .between(let mark, let end):
      try end.end(&bytes, from: start, values: values)
      bytes.insert(mark, at: start)
    case .dotted: DotFrames.wrap(&bytes, from: start)
    case .headered(let frames): try frames.wrap(&bytes, from: start, values: values)
    }
  }

  /// What it adds behind a reply whose values are frames of the same framing, where it does no more than that.
  var plainEnd: [UInt8]? {
    switch wrapping {
    case .asIs: []
    case .byte(let byte): [byte]
    case .crlf: [carriageReturn, lineFeed]
    case .marks, .sized, .between, .dotted, .headered: nil
    }
  }

  private static func wrapping(of kind: Framing.Kind) -> Wrapping {
    switch kind {
    case .line(.lf): .byte(lineFeed)
    case .line(.crlf): .crlf(strict: false)
    case .crlf: .crlf(strict: true)
    case .delimiter(let marks):
      if marks.count == 1, marks[0].count == 1 { .byte(marks[0][0]) } else { .marks(DelimiterWrapping(marks)) }
    case .dot: .dotted
    case .headers(let headers): .headered(HeaderedFrames(headers))
    case .fixed, .eof, .resp, .raw: .asIs
    case .binaryLength, .varint, .decimalLength: SizedFrames(kind).map { .sized($0) } ?? .asIs
    case .between(let start, let end, _): .between(start: start, end: DelimiterWrapping([end]))
    }
  }

  @inline(__always)
  private func refuse(
    _ byte: UInt8, in bytes: borrowing ByteBuffer, from start: Int, _ values: borrowing ValueRanges
  ) throws(FrameRefusal) {
    for index in 0..<values.count {
      let value = values[index]
      if bytes.contains(byte, in: start + value.lowerBound..<start + value.upperBound) { throw .terminatorInValue }
    }
  }
}
