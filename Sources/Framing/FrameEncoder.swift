/// Wraps a rendered payload as the framing wants it. Pure; the counterpart of `FrameDecoder`.
package struct FrameEncoder: Sendable {
  package let kind: Framing.Kind

  package init(_ framing: Framing) { kind = framing.kind }

  /// Wraps what stands from `start` to the end of `bytes`.
  ///
  /// - Parameter values: ranges, relative to `start`, of bytes the route's author did not write.
  package borrowing func wrap(
    _ bytes: inout ByteBuffer, from start: Int, values: [Range<Int>]
  ) throws(FrameRefusal) {
    switch kind {
    case .line(reply: .lf): bytes.append(UInt8(ascii: "\n"))
    default: break
    }
  }
}
