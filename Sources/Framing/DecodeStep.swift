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
    /// A line that is no header, or one that may not be (`Transfer-Encoding`).
    case badHeader = "bad_header"
    /// A request that is neither an array of bulk strings nor a line of words.
    case badCommand = "bad_command"
    /// A Telnet subnegotiation without an end.
    case telnet = "iac"
    case outsideMarks = "outside_marks"
    case eofInFrame = "eof_in_frame"
  }
}
