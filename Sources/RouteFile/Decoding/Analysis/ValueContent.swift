import Routing

/// What a value may hold, as far as it can be told beforehand. In doubt it holds less: a warning is never wrong.
struct ValueContent: Equatable {
  var bytes: ByteSet
  /// Whether a mark of several bytes may stand in it, where all its bytes are there. A frame of the route's own
  /// framing holds none.
  var mayHoldMarks: Bool

  static let nothing = ValueContent(bytes: .none, mayHoldMarks: false)
  static let anything = ValueContent(bytes: .all, mayHoldMarks: true)

  static func plain(_ bytes: ByteSet) -> ValueContent { ValueContent(bytes: bytes, mayHoldMarks: false) }

  func union(_ other: ValueContent) -> ValueContent {
    ValueContent(bytes: bytes.union(other.bytes), mayHoldMarks: mayHoldMarks || other.mayHoldMarks)
  }

  func limited(to alphabet: ByteSet) -> ValueContent {
    ValueContent(bytes: bytes.intersection(alphabet), mayHoldMarks: mayHoldMarks)
  }

  func adding(_ more: ByteSet) -> ValueContent {
    ValueContent(bytes: bytes.union(more), mayHoldMarks: mayHoldMarks)
  }

  func removing(_ less: ByteSet) -> ValueContent {
    ValueContent(bytes: bytes.subtracting(less), mayHoldMarks: mayHoldMarks)
  }

  /// The author's own bytes, used as a value.
  init(text: [UInt8], against end: FrameEnd) {
    bytes = ByteSet(text)
    mayHoldMarks = end.marks.contains { $0.count > 1 && text.holds($0) }
  }

  init(bytes: ByteSet, mayHoldMarks: Bool) {
    self.bytes = bytes
    self.mayHoldMarks = mayHoldMarks
  }
}

extension [UInt8] {
  /// Whether `mark` stands somewhere in it.
  func holds(_ mark: [UInt8]) -> Bool {
    guard let first = mark.first, count >= mark.count else { return false }
    return indices.dropLast(mark.count - 1).contains { place in
      self[place] == first && self[place..<place + mark.count].elementsEqual(mark)
    }
  }
}

// What filters make of it.
extension ValueContent {
  private static let base64 = ByteSet.letters.union(.digits).union(ByteSet("+/=".utf8))
  private static let escapes = ByteSet("\\rnt0x123456789abcdef".utf8)
  private static let jsonEscapes = ByteSet("\"\\rntu0123456789abcdef".utf8).union([0xef, 0xbf, 0xbd])
  private static let unreserved = ByteSet.letters.union(.digits).union(ByteSet("-._~".utf8))

  /// - Parameter argument: what stands as the argument of that number.
  func filtered(by filter: Filter, argument: (Int) -> ValueContent) -> ValueContent {
    switch filter.name {
    case .upper where !bytes.isDisjoint(with: .lowerLetters): removing(.lowerLetters).adding(.upperLetters)
    case .lower where !bytes.isDisjoint(with: .upperLetters): removing(.upperLetters).adding(.lowerLetters)
    case .pad, .lpad: adding(.blank)
    case .zpad: adding([UInt8(ascii: "0")])
    case .fallback: union(argument(0))
    case .lookup: argument(0)
    case .replace: replacing(filter, argument)
    case .oneline, .crlf, .escape, .json, .urlencode: rewritten(by: filter.name)
    case .unhex, .unbase64, .get, .u8, .u16, .u24, .u32, .u64: .anything
    case .len, .luhn: .plain(.digits)
    case .add, .sub, .mul, .mod, .fixed, .dec: .plain(.number)
    case .base64: .plain(Self.base64)
    case .hex, .xor, .sum, .crc16, .crc32: .plain(.hexDigits)
    default: self
    }
  }

  private func rewritten(by name: Filter.Name) -> ValueContent {
    switch name {
    case .oneline: removing(.lineEnds).adding(.blank)
    case .escape: removing(ByteSet.controls.union([0x7f])).adding(Self.escapes)
    case .json: removing(.controls).adding(Self.jsonEscapes)
    case .urlencode: limited(to: Self.unreserved).adding(ByteSet.hexDigits.union([UInt8(ascii: "%")]))
    case .crlf where !bytes.isDisjoint(with: .lineEnds):
      ValueContent(bytes: bytes.union(.lineEnds), mayHoldMarks: true)
    default: self
    }
  }

  private func replacing(_ filter: Filter, _ argument: (Int) -> ValueContent) -> ValueContent {
    guard case .text(let old)? = filter.arguments.first else { return union(argument(1)) }
    guard old.allSatisfy(bytes.contains) else { return self }
    return (old.count == 1 ? removing(ByteSet(old)) : self).union(argument(1))
  }
}
