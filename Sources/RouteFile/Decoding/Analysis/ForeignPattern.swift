/// Parts of a regular expression in a pattern, where they stand for themselves and are seldom meant to.
enum ForeignPattern {
  /// `^` and `$` at both ends, or else the first `.*` or `.+`.
  static func find(in text: [UInt8]) -> Range<Int>? {
    if text.count > 2, text.first == UInt8(ascii: "^"), text.last == UInt8(ascii: "$") { return text.indices }
    return text.indices.dropLast().first { text[$0] == UInt8(ascii: ".") && "*+".utf8.contains(text[$0 + 1]) }
      .map { $0..<$0 + 2 }
  }
}
