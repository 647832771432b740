/// The anchor and the tag that stand before a node, found in the text: libyaml's marks cover them together with it.
struct NodeProperties {
  private(set) var anchor: Range<Int>?
  private(set) var tag: Range<Int>?
  /// Where the node itself starts.
  private(set) var end: Int

  /// - Parameter range: from the first property, as byte offsets.
  init(source: SourceFile, range: Range<Int>) {
    end = range.lowerBound
    while end < range.upperBound {
      let byte = source.bytes[end]
      guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") else { return }
      let word = source.bytes[end..<range.upperBound].prefix { !Self.endsWord($0) }
      if byte == UInt8(ascii: "&") { anchor = word.indices } else { tag = word.indices }
      end = Self.skipBlank(source.bytes[word.endIndex..<range.upperBound])
    }
  }

  private static func endsWord(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == UInt8(ascii: ",") }

  /// Over blanks, line ends and comments.
  private static func skipBlank(_ text: ArraySlice<UInt8>) -> Int {
    var rest = text.drop { $0 <= 0x20 }
    while rest.first == UInt8(ascii: "#") {
      rest = rest.drop { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.drop { $0 <= 0x20 }
    }
    return rest.startIndex
  }
}
