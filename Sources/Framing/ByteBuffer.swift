internal import Glibc

/// A queue of bytes in one piece of memory: appended at the tail, consumed at the head.
///
/// The one owner of its memory, which moves and is never copied. Consuming everything rewinds the
/// buffer, and appending moves what is left to the front before it grows, so that a long-lived
/// buffer settles at twice the size of its content. `release()` gives the memory back.
///
/// `public` and `@inlinable` is what every frame passes through in other modules: the optimiser of
/// Swift 6.3 looks into no `package` function of another module, and calling these instead of
/// inlining them is a third of the instructions of a short reply.
@safe public struct ByteBuffer: ~Copyable {
  @usableFromInline var base: UnsafeMutableRawPointer?
  /// Bytes of memory held.
  package private(set) var capacity = 0
  @usableFromInline var head = 0
  @usableFromInline var tail = 0

  package init() { unsafe base = nil }

  deinit { unsafe free(base) }

  /// Bytes waiting to be consumed.
  @inlinable public var count: Int { tail - head }
  @inlinable public var isEmpty: Bool { tail == head }

  /// The byte at `offset` from the head.
  package subscript(_ offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < count)
    // SAFETY: offset lies inside head..<tail, checked above.
    return unsafe base.unsafelyUnwrapped.load(fromByteOffset: head + offset, as: UInt8.self)
  }

  /// The waiting bytes, lent to `body`.
  @inlinable public func withBytes<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    // SAFETY: head..<tail lies inside the allocation and is initialised; the span ends with this call.
    let waiting = unsafe UnsafeRawBufferPointer(start: base.map { unsafe UnsafeRawPointer($0) + head }, count: count)
    return try unsafe body(Span<UInt8>(_bytes: RawSpan(_unsafeBytes: waiting)))
  }

  /// The waiting bytes from `offset` on, lent to `body` to be changed in place.
  package mutating func withMutableBytes<R: ~Copyable, E: Error>(
    from offset: Int = 0, _ body: (inout MutableSpan<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    precondition(offset >= 0 && offset <= count)
    // SAFETY: as in `withBytes`; exclusive access follows from `mutating`.
    let waiting = unsafe UnsafeMutableBufferPointer(
      start: base.map { unsafe ($0 + head + offset).assumingMemoryBound(to: UInt8.self) }, count: count - offset)
    var span = unsafe MutableSpan(_unsafeElements: waiting)
    return try body(&span)
  }

  /// Whether `byte` is one of the waiting bytes in `range`, which counts from the head.
  package func contains(_ byte: UInt8, in range: Range<Int>) -> Bool {
    withBytes { ByteSearch.first(byte, in: $0, range) != nil }
  }

  /// A copy of the waiting bytes from `offset` on.
  package func copy(from offset: Int) -> [UInt8] {
    precondition(offset >= 0 && offset <= count)
    return withBytes { bytes in
      // SAFETY: the array copies the memory before the span ends.
      unsafe bytes.extracting(offset...).withUnsafeBufferPointer { unsafe Array($0) }
    }
  }

  /// Drops `n` bytes from the head.
  @inlinable public mutating func consume(_ n: Int) {
    precondition(n >= 0 && n <= count)
    head += n
    if head == tail {
      head = 0
      tail = 0
    }
  }

  /// Keeps only the first `n` bytes.
  package mutating func truncate(to n: Int) {
    precondition(n >= 0 && n <= count)
    tail = head + n
    if n == 0 {
      head = 0
      tail = 0
    }
  }

  package mutating func append(_ byte: UInt8) {
    reserve(1)
    // SAFETY: `reserve` made room for one byte past tail.
    unsafe base.unsafelyUnwrapped.storeBytes(of: byte, toByteOffset: tail, as: UInt8.self)
    tail += 1
  }

  package mutating func append(_ bytes: Span<UInt8>) {
    guard !bytes.isEmpty else { return }
    reserve(bytes.count)
    unsafe bytes.withUnsafeBytes {
      // SAFETY: `reserve` made room for bytes.count past tail; a span of other memory cannot overlap ours.
      unsafe (base.unsafelyUnwrapped + tail).copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: $0.count)
    }
    tail += bytes.count
  }

  package mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

  /// Adds `n` bytes, all of which `body` writes.
  @inline(__always)
  mutating func append(count n: Int, _ body: (inout FreeSpace) -> Void) {
    guard n > 0 else { return }
    reserve(n)
    // SAFETY: `reserve` made room for n bytes past tail; the space ends with this call.
    var space = unsafe FreeSpace(start: base.unsafelyUnwrapped + tail, count: n)
    body(&space)
    precondition(space.count == 0)
    tail += n
  }

  /// Puts `bytes` before the byte at `offset`.
  package mutating func insert(_ bytes: [UInt8], at offset: Int) {
    insertZeros(bytes.count, at: offset)
    withMutableBytes(from: offset) { gap in
      for index in bytes.indices { gap[index] = bytes[index] }
    }
  }

  /// Opens a gap of `n` zero bytes before the byte at `offset`.
  package mutating func insertZeros(_ n: Int, at offset: Int) {
    precondition(n >= 0 && offset >= 0 && offset <= count)
    guard n > 0 else { return }
    reserve(n)
    // SAFETY: tail + n fits after `reserve`; memmove allows the overlap.
    let place = unsafe base.unsafelyUnwrapped + head + offset
    unsafe memmove(place + n, place, count - offset)
    unsafe memset(place, 0, n)
    tail += n
  }

  /// Puts `bytes` in the place of those in `range`, which counts from the head.
  package mutating func replace(_ range: Range<Int>, with bytes: Span<UInt8>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    if bytes.count >= range.count {
      insertZeros(bytes.count - range.count, at: range.lowerBound)
      overwrite(from: range.lowerBound, with: bytes)
    } else {
      let rest = copy(from: range.upperBound)
      truncate(to: range.lowerBound)
      append(bytes)
      append(rest)
    }
  }

  private mutating func overwrite(from offset: Int, with bytes: Span<UInt8>) {
    precondition(offset >= 0 && bytes.count <= count - offset)
    guard !bytes.isEmpty else { return }
    unsafe bytes.withUnsafeBytes {
      // SAFETY: checked above to lie inside head..<tail; a span of other memory cannot overlap ours.
      unsafe (base.unsafelyUnwrapped + head + offset)
        .copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: $0.count)
    }
  }

  /// Writes every `byte` from `offset` on twice.
  package mutating func double(_ byte: UInt8, from offset: Int) {
    guard contains(byte, in: offset..<count) else { return }
    let text = copy(from: offset)
    truncate(to: offset)
    reserve(text.count + 1)
    for each in text {
      append(each)
      if each == byte { append(byte) }
    }
  }

  /// Lends at least `n` bytes of free memory past the tail to `body`, which says how many it filled.
  /// What the memory held before is not defined.
  package mutating func fill(atLeast n: Int, _ body: (inout MutableSpan<UInt8>) -> Int) {
    // Half as many bytes as were moved can come, each by itself, before there is too little room again.
    if capacity - tail < Swift.max(n, 1) { makeRoom(Swift.max(n, 1) + count / 2) }
    // SAFETY: tail..<capacity is ours and unused; any byte is a valid UInt8.
    let free = unsafe UnsafeMutableBufferPointer(
      start: (base.unsafelyUnwrapped + tail).assumingMemoryBound(to: UInt8.self), count: capacity - tail)
    var span = unsafe MutableSpan(_unsafeElements: free)
    let filled = body(&span)
    precondition(filled >= 0 && filled <= capacity - tail)
    tail += filled
  }

  /// Makes room for `n` more bytes past the tail.
  package mutating func reserve(_ n: Int) {
    guard capacity - tail < n else { return }
    makeRoom(n)
  }

  /// Gives the memory back; the waiting bytes are lost.
  package mutating func release() {
    unsafe free(base)
    unsafe base = nil
    capacity = 0
    head = 0
    tail = 0
  }

  /// Forgets the waiting bytes, and gives the memory back where it is more than `kept` bytes.
  package mutating func clear(keeping kept: Int) {
    if capacity > kept { release() } else { consume(count) }
  }

  /// Moves the waiting bytes to the front, or, where less than half of the memory would then be
  /// free, into more memory. Either way as many bytes can be appended as were moved: the cost per byte is constant.
  @inline(never)
  private mutating func makeRoom(_ n: Int) {
    let waiting = count
    let wanted = Swift.max(512, waiting + n, waiting * 2)
    if wanted > capacity {
      grow(to: wanted)
    } else {
      // SAFETY: both ranges lie inside the allocation, which is not empty here; memmove allows the overlap.
      unsafe memmove(base.unsafelyUnwrapped, base.unsafelyUnwrapped + head, waiting)
    }
    head = 0
    tail = waiting
  }

  /// Takes `size` bytes of memory, at least `count`, with the waiting bytes at their front.
  private mutating func grow(to size: Int) {
    guard let grown = unsafe malloc(size) else { preconditionFailure("out of memory") }
    // SAFETY: head..<tail lies inside the old memory and fits into the new; the two are apart.
    if let base = unsafe base { unsafe memcpy(grown, base + head, count) }
    unsafe free(base)
    unsafe base = grown
    capacity = size
  }
}
