/// Byte offsets to character indices and back, in UTF-8, without walking from the start of a line that may be the
/// whole file: every block of 128 bytes knows how many continuation bytes come before it.
///
/// A byte counts as a character unless it is a continuation byte, so ill-formed text has positions too.
struct CharacterIndex: Sendable {
  private static let block = 128
  /// Continuation bytes before each block; empty when there are none at all.
  private let before: [Int32]
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    before = bytes.contains { $0 >= 0x80 } ? Self.counts(bytes) : []
  }

  private static func counts(_ bytes: [UInt8]) -> [Int32] {
    var counts: [Int32] = []
    var sum: Int32 = 0
    for (offset, byte) in bytes.enumerated() {
      if offset % block == 0 { counts.append(sum) }
      if isContinuation(byte) { sum += 1 }
    }
    return counts
  }

  /// The number of characters that start before an offset.
  func index(of offset: Int) -> Int {
    guard !before.isEmpty else { return offset }
    let block = min(offset / Self.block, before.count - 1)
    let start = block * Self.block
    let inBlock = bytes[start..<offset].count { Self.isContinuation($0) }
    return offset - Int(before[block]) - inBlock
  }

  /// The offset at which the character of an index starts; the end for an index beyond it.
  func offset(of index: Int) -> Int {
    guard !before.isEmpty else { return min(index, bytes.count) }
    var offset = startOfBlock(holding: index)
    var character = self.index(of: offset)
    while offset < bytes.count {
      if !Self.isContinuation(bytes[offset]) {
        if character == index { return offset }
        character += 1
      }
      offset += 1
    }
    return offset
  }

  /// The start of the last block before which no more than `index` characters start.
  private func startOfBlock(holding index: Int) -> Int {
    var low = 0
    var high = before.count
    while high - low > 1 {
      let middle = (low + high) / 2
      let characters = middle * Self.block - Int(before[middle])
      if characters <= index { low = middle } else { high = middle }
    }
    return low * Self.block
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
