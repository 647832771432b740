/// A Redis request that is a line of words.
package enum RequestLine {
  /// Whether a line of this text is sound and its arguments, joined by one space, are the text again.
  package static func isPlain(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0, text[0] != RequestText.array else { return false }
    var end = -1
    let isSound = RequestText.words(of: text) { word in
      end =
        word.lowerBound == end + 1 && (word.lowerBound == 0 || text[end] == UInt8(ascii: " ")) ? word.upperBound : -2
    }
    return isSound && end == text.count && !text.indices.contains { text[$0] < 0x20 }
  }
}
