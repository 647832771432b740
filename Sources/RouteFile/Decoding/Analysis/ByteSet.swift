/// Bytes that a value may be made of.
struct ByteSet: Equatable {
  /// One bit for each byte, the lowest first.
  private var words: SIMD4<UInt64>

  static let none = ByteSet(words: .zero)
  static let all = ByteSet(words: .init(repeating: .max))
  static let digits = ByteSet("0123456789".utf8)
  static let number = ByteSet("0123456789.-".utf8)
  static let letters = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z")).union(upperLetters)
  static let upperLetters = ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z"))
  static let lowerLetters = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z"))
  static let hexDigits = ByteSet("0123456789abcdefABCDEF".utf8)
  static let lineEnds: ByteSet = [0x0a, 0x0d]
  static let blank: ByteSet = [0x20]
  /// Control bytes without DEL.
  static let controls = ByteSet(0x00...0x1f)

  private init(words: SIMD4<UInt64>) { self.words = words }

  init(_ bytes: some Sequence<UInt8>) {
    self = .none
    for byte in bytes { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
  }

  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

  var isEmpty: Bool { words == .zero }

  func union(_ other: ByteSet) -> ByteSet { ByteSet(words: words | other.words) }

  func intersection(_ other: ByteSet) -> ByteSet { ByteSet(words: words & other.words) }

  func subtracting(_ other: ByteSet) -> ByteSet { ByteSet(words: words & ~other.words) }

  func isDisjoint(with other: ByteSet) -> Bool { intersection(other).isEmpty }
}

extension ByteSet: ExpressibleByArrayLiteral {
  init(arrayLiteral bytes: UInt8...) { self.init(bytes) }
}
