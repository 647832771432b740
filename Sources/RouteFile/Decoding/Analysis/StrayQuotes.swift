// A text without quotes that ends in one: `reply: ack:<line>"` is YAML, and the quote is part of the text.
extension PlanDecoder {
  mutating func warnStrayQuotes(_ root: Node) {
    guard let entries = root.entries else { return }
    for entry in entries where !entry.key.text.hasPrefix("x-") {
      warnStrayQuotes(in: entry.value)
    }
  }

  private mutating func warnStrayQuotes(in node: Node) {
    switch node.kind {
    case .scalar(let scalar) where scalar.endsInStrayQuote:
      let count = scalar.bytes.count
      warn(
        .strayQuote, "this quote has no partner at the start of the text, and is part of it",
        at: scalar.span(of: count - 1..<count), help: ["quote the whole text, or write `'\(scalar.text)'`"])
    case .sequence(let items): for item in items { warnStrayQuotes(in: item) }
    case .mapping(let entries): for entry in entries { warnStrayQuotes(in: entry.value) }
    case .scalar, .refused: break
    }
  }
}

extension Scalar {
  /// Whether it ends in a double quote that none before it belongs to.
  fileprivate var endsInStrayQuote: Bool {
    let quote = UInt8(ascii: "\"")
    guard isPlain, bytes.count > 1, bytes.last == quote, substitutions == nil else { return false }
    return bytes.count { $0 == quote } % 2 == 1
  }
}
