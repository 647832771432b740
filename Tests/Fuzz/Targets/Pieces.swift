/// An input, taken apart from its beginning: single bytes that choose, then texts that a 0xff ends.
///
/// 0xff stands in no UTF-8, so a text of a route file can be written as it is, and a corpus can be read.
struct Pieces {
  private var rest: ArraySlice<UInt8>

  init(_ input: [UInt8]) { rest = input[...] }

  /// The next byte, where one is left.
  mutating func next() -> UInt8? { rest.popFirst() }

  /// The next byte; 0 where none is left.
  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func flag() -> Bool { byte() & 1 == 1 }

  /// One of `choices`, which are not empty; letters and digits choose in their order.
  mutating func choice<Choice>(of choices: [Choice]) -> Choice { choices[Int(byte() &- 0x30) % choices.count] }

  /// Bytes up to the next 0xff, which is passed over, or all that are left.
  mutating func text() -> [UInt8] {
    let text = rest.prefix { $0 != 0xff }
    rest = rest.dropFirst(text.count + 1)
    return Array(text)
  }

  mutating func all() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }
}
