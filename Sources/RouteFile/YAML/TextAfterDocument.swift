/// What follows the one document of a file: nothing may, but blank lines, comments and `...`.
struct TextAfterDocument {
  let source: SourceFile
  let file: Int

  /// - Parameter offset: where the document ended.
  func problem(after offset: Int) -> Diagnostic? {
    var rest = source.bytes[offset...].drop { $0 <= 0x20 }
    while rest.starts(with: "...".utf8) || rest.first == UInt8(ascii: "#") {
      let isEnd = rest.first == UInt8(ascii: ".")
      rest = (isEnd ? rest.dropFirst(3) : rest.drop { !Self.isLineEnd($0) }).drop { $0 <= 0x20 }
    }
    guard !rest.isEmpty else { return nil }
    let start = rest.startIndex
    let line = source.position(of: start).line
    guard rest.starts(with: "---".utf8) else {
      return SyntaxError.textAfterRoot(source: source, file: file, at: start)
    }
    return Diagnostic(
      .error, .secondDocument, "second document at line \(line)", at: source.span(of: start..<start + 3, file: file),
      help: ["a route file is one document; give the other one a file of its own"])
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
