/// How the bytes of a conversation arrive. What stands between two expectations arrives in pieces that have nothing
/// to do with frames.
enum Chunking: Equatable, Sendable {
  /// Step by step, each as soon as the gateway has dealt with the one before.
  case asWritten
  /// All that is sent before the next expectation, in one piece.
  case whole
  case byteByByte
  /// In two pieces, the first of so many bytes.
  case splitAfter(Int)
  /// In pieces of one to sixteen bytes.
  case random(seed: UInt64)

  /// Bytes within which every point is a place to split at.
  static let splitLimit = 64
  static let randomRuns: UInt64 = 8

  /// Every chunking but `asWritten` for pieces of at most `longest` bytes.
  static func all(upTo longest: Int) -> [Chunking] {
    guard longest > 0 else { return [] }
    let splits = (1..<max(1, min(longest, splitLimit))).map { Chunking.splitAfter($0) }
    let random = longest > 2 ? (1...randomRuns).map { Chunking.random(seed: $0) } : []
    return [.whole] + (longest > 2 ? [.byteByByte] : []) + splits + random
  }

  func pieces(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    switch self {
    case .asWritten, .whole: [bytes[...]]
    case .byteByByte: bytes.indices.map { bytes[$0...$0] }
    case .splitAfter(let count): [bytes.prefix(count), bytes.dropFirst(count)].filter { !$0.isEmpty }
    case .random(let seed): Chunking.randomPieces(bytes, seed)
    }
  }

  /// A linear congruential generator: what matters is that the pieces are the same the next time.
  private static func randomPieces(_ bytes: [UInt8], _ seed: UInt64) -> [ArraySlice<UInt8>] {
    var state = seed
    var rest = bytes[...]
    var pieces: [ArraySlice<UInt8>] = []
    while !rest.isEmpty {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let piece = rest.prefix(1 + Int(state >> 60))
      pieces.append(piece)
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }

  /// As a report says it, behind the name of a test.
  var described: String {
    switch self {
    case .asWritten: "as written"
    case .whole: "sent in one piece"
    case .byteByByte: "sent byte by byte"
    case .splitAfter(let count): "sent in two pieces, split after byte \(count)"
    case .random(let seed): "sent in random pieces (seed \(seed))"
    }
  }
}
