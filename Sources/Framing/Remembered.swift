/// What a decoder knows of a frame that is not whole yet, beside how far it has searched: what it has read
/// once need not be read again. Offsets count from the head.
enum Remembered: Sendable, Equatable {
  case nothing
  /// The size of all frames, where a template gave it.
  case size(Int)
  /// Within a header block: where the line in hand begins, and the length that was told before it.
  case header(line: Int, length: Int?)
  /// Behind a header block of `head` bytes.
  case body(head: Int, length: Int?)
  /// Within a request: where the next argument begins, and how many are missing.
  case arguments(next: Int, left: Int)
}
