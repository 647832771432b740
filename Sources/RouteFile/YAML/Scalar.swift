/// A scalar: the text that its quotes, escapes, folds and `${…}` come to, never typed by YAML.
///
/// An object, because a tree of them is handed around: a copy counts one reference.
package final class Scalar: Sendable {
  package enum Style: Sendable {
    case plain
    case singleQuoted
    case doubleQuoted
    /// A block after `|`.
    case literal
    /// A block after `>`.
    case folded
  }

  /// What the file says, decoded and with every `${…}` filled in.
  package let bytes: [UInt8]
  /// The whole scalar in the file, with its quotes.
  package let span: SourceSpan
  package let style: Style
  /// Where the scalar stands, as byte offsets, for `span(of:)`.
  let source: SourceFile
  let sourceRange: Range<Int>
  /// What `${…}` brought in, in order; nothing in most scalars.
  let substitutions: Substitutions?

  init(
    bytes: [UInt8], style: Style, source: SourceFile, sourceRange: Range<Int>, file: Int,
    substitutions: Substitutions? = nil
  ) {
    self.bytes = bytes
    self.style = style
    self.source = source
    self.sourceRange = sourceRange
    self.span = source.span(of: sourceRange, file: file)
    self.substitutions = substitutions
  }

  /// The same place with another text.
  private init(_ written: Scalar, bytes: [UInt8], _ substitutions: Substitutions) {
    self.bytes = bytes
    span = written.span
    style = written.style
    source = written.source
    sourceRange = written.sourceRange
    self.substitutions = substitutions
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }
  /// Written without quotes and not as a block; an omitted value is a plain scalar of no bytes.
  package var isPlain: Bool { style == .plain }
  /// The ranges of `bytes` that `${…}` brought in, in order: text, whatever it looks like.
  package var literalRanges: [Range<Int>] { substitutions?.items.filter(\.isForeign).map(\.range) ?? [] }
}

extension Scalar {
  /// The same scalar with its `${…}` filled in.
  func substituting(_ outcome: Substituter.Outcome) -> Scalar {
    Scalar(self, bytes: outcome.bytes, Substitutions(rawBytes: bytes, items: outcome.items))
  }

  /// The scalar as a template reads it: in what `${…}` brought in, `<` is written `<lt>`, and a byte behind the author's
  /// `<` is written `<0xNN>`, so that it stays text. A place in the result is found in the file as before.
  package func forTemplate() -> Scalar {
    guard var filled = substitutions else { return self }
    var text: [UInt8] = []
    var copied = 0
    for index in filled.items.indices {
      let range = filled.items[index].range
      text += bytes[copied..<range.lowerBound]
      let start = text.count
      text += filled.items[index].isForeign ? Self.escaped(bytes[range], after: text.last) : Array(bytes[range])
      filled.items[index].range = start..<text.count
      copied = range.upperBound
    }
    return Scalar(self, bytes: text + bytes[copied...], filled)
  }

  private static func escaped(_ bytes: ArraySlice<UInt8>, after previous: UInt8?) -> [UInt8] {
    bytes.indices.flatMap { index in
      let byte = bytes[index]
      if byte == UInt8(ascii: "<") { return [UInt8]("<lt>".utf8) }
      guard index == bytes.startIndex, previous == UInt8(ascii: "<") else { return [byte] }
      return [UInt8]("<0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))>".utf8)
    }
  }
}
