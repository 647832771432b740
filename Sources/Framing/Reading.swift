/// What one of the framing families made of the waiting bytes; `FrameDecoder` keeps the account of it.
///
/// The families are pure functions of the bytes, the remembered offset and `maximum`. With `atEnd`
/// no more bytes will come; they are then asked only while bytes are waiting.
enum Reading: Equatable {
  case frame(payload: Range<Int>, consumed: Int)
  case skip(Int)
  /// More bytes are needed, and the search goes on from this offset.
  case open(Int)
  /// The stream ended inside a frame. `payload` is what arrived of it, nil where not even that is known.
  case cut(payload: Range<Int>?)
  /// No frame; `resume` says where the next one can begin, nil where nobody knows. The search goes on from `searched`.
  case failed(FrameError, resume: Boundary?, searched: Int)

  /// Nothing can be said of what follows a length that cannot be trusted.
  static func bad(_ reason: FrameError.Reason) -> Reading {
    .failed(.bad(reason), resume: nil, searched: 0)
  }

  static func tooLong(_ maximum: Int, resume: Boundary?, searched: Int = 0) -> Reading {
    .failed(.tooLong(limit: maximum), resume: resume, searched: searched)
  }
}

/// Where frames can begin again after a failure.
enum Boundary: Sendable, Equatable {
  /// After the next terminator or end mark.
  case terminator
  /// At the next start mark.
  case startMark
  /// After so many bytes.
  case bytes(Int)
  /// Never: the rest of the stream is passed over.
  case endOfStream
}
