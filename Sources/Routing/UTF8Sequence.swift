/// Well-formed byte sequences. See RFC 3629 §4.
enum UTF8Sequence {
  /// The length of the sequence at `place`: 1 to 4, or 0 where none is well-formed.
  static func length(in bytes: Span<UInt8>, at place: Int) -> Int {
    let length =
      switch bytes[place] {
      case 0..<0x80: 1
      case 0xc2...0xdf: 2
      case 0xe0...0xef: 3
      case 0xf0...0xf4: 4
      default: 0
      }
    guard length > 1 else { return length }
    guard bytes.count - place >= length, second(bytes[place]).contains(bytes[place + 1]) else { return 0 }
    for i in 2..<Swift.max(2, length) where bytes[place + i] & 0xc0 != 0x80 { return 0 }
    return length
  }

  /// What may follow the first byte: neither overlong forms, nor surrogates, nor beyond U+10FFFF.
  private static func second(_ first: UInt8) -> ClosedRange<UInt8> {
    switch first {
    case 0xe0: 0xa0...0xbf
    case 0xed: 0x80...0x9f
    case 0xf0: 0x90...0xbf
    case 0xf4: 0x80...0x8f
    default: 0x80...0xbf
    }
  }
}
