/// Memory of a buffer behind its last byte, filled from the front: many short texts for one look at the room.
///
/// It must not outlive the call that lends it. Each text is held against the room that is left.
@safe struct FreeSpace: ~Copyable {
  private var next: UnsafeMutableRawPointer
  /// Bytes that can still be added.
  private(set) var count: Int

  /// - Parameter count: bytes that `start` has room for, which nothing else reads or writes meanwhile.
  @inline(__always)
  @unsafe init(start: UnsafeMutableRawPointer, count: Int) {
    unsafe next = start
    self.count = count
  }

  @inline(__always)
  mutating func append(_ text: Span<UInt8>) {
    let size = text.count
    precondition(size <= count)
    unsafe text.withUnsafeBytes {
      // SAFETY: `size` bytes fit, as just checked; what is free is no part of any span.
      if let start = $0.baseAddress { unsafe Self.copy(start, to: next, size) }
    }
    unsafe next += size
    count -= size
  }

  /// Short texts are copied here: calling memcpy(3) costs more than they do.
  @inline(__always)
  @unsafe private static func copy(_ from: UnsafeRawPointer, to: UnsafeMutableRawPointer, _ count: Int) {
    switch count {
    case 17...32: unsafe copyEnds(SIMD16<UInt8>.self, from, to, count)
    case 8...16: unsafe copyEnds(UInt64.self, from, to, count)
    case 4...7: unsafe copyEnds(UInt32.self, from, to, count)
    case 2...3: unsafe copyEnds(UInt16.self, from, to, count)
    case 1: unsafe to.storeBytes(of: from.load(as: UInt8.self), as: UInt8.self)
    default: unsafe to.copyMemory(from: from, byteCount: count)
    }
  }

  /// Copies the first and the last word, which may overlap: for one to two words of bytes.
  @inline(__always)
  @unsafe private static func copyEnds<Word: BitwiseCopyable>(
    _: Word.Type, _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int
  ) {
    let last = count - MemoryLayout<Word>.size
    let words = unsafe (from.loadUnaligned(as: Word.self), from.loadUnaligned(fromByteOffset: last, as: Word.self))
    unsafe to.storeBytes(of: words.0, as: Word.self)
    unsafe to.storeBytes(of: words.1, toByteOffset: last, as: Word.self)
  }
}
