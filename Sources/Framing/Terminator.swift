/// The ways in which a terminator ends a frame. All of them are pure searches.
enum Terminator: Sendable {
  /// LF, and the CR before it where there is one.
  case line
  /// CRLF; a CR or LF by itself breaks the rules.
  case crlf
  case byte(UInt8)
  case marks(MarkSet)

  /// The framings with marks of one byte are searched as quickly as lines are.
  init(marks: [[UInt8]]) {
    if marks.count == 1, marks[0].count == 1 {
      self = .byte(marks[0][0])
    } else {
      self = .marks(MarkSet(marks))
    }
  }

  /// What a search found. Offsets count from the head.
  enum Search: Equatable {
    /// The payload ends at `payload`, and what follows begins at `next`.
    case ended(payload: Int, next: Int)
    /// No payload ends before this offset; a terminator may yet begin there.
    case open(Int)
    /// A CR or LF stands by itself here.
    case bare(Int)
  }

  /// Searches from `start`, up to which an earlier search of the same bytes answered `.open`.
  ///
  /// With `atEnd` no more bytes will come. `strict` is false while bytes are only passed over.
  @inline(__always)
  func search(_ bytes: Span<UInt8>, from start: Int, atEnd: Bool, strict: Bool = true) -> Search {
    switch self {
    case .line: Self.line(bytes, from: start)
    case .crlf: Self.crlf(bytes, from: start, strict: strict)
    case .byte(let byte): Self.byte(byte, bytes, from: start)
    case .marks(let marks): Self.marks(marks, bytes, from: start, atEnd: atEnd)
    }
  }

  @inline(__always)
  static func line(_ bytes: Span<UInt8>, from start: Int) -> Search {
    guard let newline = ByteSearch.first(lineFeed, in: bytes, from: start) else { return .open(withoutLastCR(bytes)) }
    let hasReturn = newline > 0 && bytes[newline - 1] == carriageReturn
    return .ended(payload: hasReturn ? newline - 1 : newline, next: newline + 1)
  }

  static func crlf(_ bytes: Span<UInt8>, from start: Int, strict: Bool) -> Search {
    var place = start
    while let newline = ByteSearch.first(lineFeed, in: bytes, from: place) {
      if strict, let first = ByteSearch.first(carriageReturn, in: bytes, place..<newline) {
        return first == newline - 1 ? .ended(payload: first, next: newline + 1) : .bare(first)
      }
      if !strict, newline > 0, bytes[newline - 1] == carriageReturn {
        return .ended(payload: newline - 1, next: newline + 1)
      }
      if strict { return .bare(newline) }
      place = newline + 1
    }
    let open = withoutLastCR(bytes)
    if strict, let first = ByteSearch.first(carriageReturn, in: bytes, place..<max(place, open)) { return .bare(first) }
    return .open(open)
  }

  private static func byte(_ byte: UInt8, _ bytes: Span<UInt8>, from start: Int) -> Search {
    guard let place = ByteSearch.first(byte, in: bytes, from: start) else { return .open(bytes.count) }
    return .ended(payload: place, next: place + 1)
  }

  private static func marks(_ marks: MarkSet, _ bytes: Span<UInt8>, from start: Int, atEnd: Bool) -> Search {
    switch marks.find(in: bytes, from: start, atEnd: atEnd) {
    case .found(let place, let length): .ended(payload: place, next: place + length)
    case .pending(let place): .open(place)
    case .none: .open(bytes.count)
    }
  }

  /// A last CR waits for the LF that may follow it, and is never payload by itself.
  private static func withoutLastCR(_ bytes: Span<UInt8>) -> Int {
    bytes.count > 0 && bytes[bytes.count - 1] == carriageReturn ? bytes.count - 1 : bytes.count
  }
}

let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
