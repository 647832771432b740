/// From each byte of a scalar's decoded text to the bytes of the file that it comes from.
struct ScalarMap: Sendable {
  private enum Shape {
    /// Nothing was decoded: the text is a piece of the file, from this offset on.
    case verbatim(start: Int)
    case pieces(DecodedText)
  }

  private let shape: Shape
  private let count: Int

  /// - Parameters:
  ///   - range: the scalar in the file, with its quotes or its `|`.
  ///   - decoded: what libyaml read.
  /// - Returns: nothing when reading it again gives another text, or for an empty one.
  init?(style: Scalar.Style, source: [UInt8], range: Range<Int>, decoded: [UInt8]) {
    guard !decoded.isEmpty else { return nil }
    count = decoded.count
    let isQuoted = style == .singleQuoted || style == .doubleQuoted
    guard range.count >= 2 || !isQuoted else { return nil }
    let inside = isQuoted ? range.lowerBound + 1..<range.upperBound - 1 : range
    if source[inside].elementsEqual(decoded) {
      shape = .verbatim(start: inside.lowerBound)
      return
    }
    let text: DecodedText? =
      switch style {
      case .plain, .singleQuoted, .doubleQuoted: FlowScalarScanner.read(source[inside], style)
      case .literal, .folded: BlockScalarScanner.read(source[inside], isFolded: style == .folded, decoded: decoded)
      }
    guard let text, text.bytes == decoded else { return nil }
    shape = .pieces(text)
  }

  /// The bytes of the file that a range of the decoded text comes from; an empty range is a place.
  func source(of range: Range<Int>) -> Range<Int>? {
    guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
    switch shape {
    case .verbatim(let start): return start + range.lowerBound..<start + range.upperBound
    case .pieces(let text):
      guard range.lowerBound < count else { return text.end..<text.end }
      let start = text.origin(of: range.lowerBound).lowerBound
      return start..<max(start, range.isEmpty ? start : text.origin(of: range.upperBound - 1).upperBound)
    }
  }
}

/// A decoded text with the origin of each byte, as offsets into the file.
struct DecodedText: Sendable {
  private(set) var bytes: [UInt8] = []
  private var starts: [Int32] = []
  private var ends: [Int32] = []

  /// Where the last byte's origin ends; the text is not empty.
  var end: Int { Int(ends.last ?? 0) }

  func origin(of index: Int) -> Range<Int> { Int(starts[index])..<Int(ends[index]) }

  mutating func append(_ byte: UInt8, from origin: Range<Int>) {
    bytes.append(byte)
    starts.append(Int32(clamping: origin.lowerBound))
    ends.append(Int32(clamping: origin.upperBound))
  }

  /// Several bytes of one origin, such as those of an escape.
  mutating func append(_ text: some Sequence<UInt8>, from origin: Range<Int>) {
    for byte in text { append(byte, from: origin) }
  }

  /// Bytes that stand in the file as they are.
  mutating func append(verbatim slice: ArraySlice<UInt8>) {
    for index in slice.indices { append(slice[index], from: index..<index + 1) }
  }
}
