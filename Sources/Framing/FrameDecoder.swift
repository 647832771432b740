/// What a decoder found at the head of the waiting bytes. Offsets count from that head.
package enum DecodeStep: Sendable, Equatable {
  /// A whole frame: its payload, and how many bytes to consume with it.
  case frame(payload: Range<Int>, consumed: Int)
  /// So many bytes belong to nothing (bytes outside marks, the rest of an oversize frame): consume and ask again.
  case skip(Int)
  /// More bytes are needed.
  case incomplete
  /// There is no frame here. The same answer comes again until `resume()` says to look for the next boundary.
  case failed(FrameError)
}

/// Why bytes are no frame. The peer's fault, never a bug here.
package enum FrameError: Error, Sendable, Hashable {
  /// More than `maximum` bytes before the end of the frame.
  case tooLong(limit: Int)
  /// The framing's rules are broken.
  case bad(Reason)

  /// The `reason` label of `gateway_frame_errors_total`.
  package enum Reason: String, Sendable, CaseIterable {
    case bareNewline = "bare_newline"
    case badLength = "bad_length"
    case badTrailer = "bad_trailer"
    case outsideMarks = "outside_marks"
    case eofInFrame = "eof_in_frame"
  }
}

/// Finds frames in bytes. Pure: any chunking of the same bytes gives the same frames.
package struct FrameDecoder: Sendable {
  package let framing: Framing

  package init(_ framing: Framing) { self.framing = framing }

  /// Looks for a frame at the head of `bytes`, which are all bytes not yet consumed.
  ///
  /// It remembers how far it searched, so the caller must consume exactly what a step says, and
  /// may only append in between.
  package mutating func next(_ bytes: Span<UInt8>) -> DecodeStep { .incomplete }

  /// What the bytes mean now that no more will come. Ask again after a frame; `.incomplete` means
  /// that nothing is left, `.failed(.bad(.eofInFrame))` that a partial frame is dropped.
  package mutating func finish(_ bytes: Span<UInt8>) -> DecodeStep { .incomplete }

  /// After `.failed`: passes over bytes to the next true boundary. False where the framing has none
  /// (a length that cannot be trusted), and then the connection can only end.
  package mutating func resume() -> Bool { false }
}
