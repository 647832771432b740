import Framing

// Texts that stand for bytes on the wire.
extension PlanDecoder {
  mutating func readDelimiters(_ node: Node) -> [[UInt8]]? {
    let key = KeyTable.Framings.delimiter
    guard case .sequence(let items) = node.kind else { return readMark(node, key).map { [$0] } }
    guard !items.isEmpty else {
      emptyList(node, key)
      return nil
    }
    let marks = items.compactMap { readMark($0, key) }
    return marks.count == items.count ? marks : nil
  }

  mutating func readBetween(_ node: Node, _ outside: Framing.Outside) -> Framing.Kind? {
    let key = KeyTable.Framings.between
    guard case .sequence(let items) = node.kind, items.count == 2 else {
      wrongType(node, key.name, key.type, help: "as in `between: [\"<\", \">\"]`")
      return nil
    }
    guard let start = readMark(items[0], key), let end = readMark(items[1], key) else { return nil }
    return .between(start: start, end: end, outside: outside)
  }

  /// At least one byte: the text as it is, `<0xNN>` for one byte.
  mutating func readMark(_ node: Node, _ key: Key) -> [UInt8]? {
    guard let scalar = readScalar(node, key) else { return nil }
    guard !scalar.bytes.isEmpty else {
      report(.badMark, "\(key.name.quoted) takes at least one byte", at: scalar.span)
      return nil
    }
    warnBackslash(scalar)
    return MarkText.parse(scalar.bytes, literal: scalar.literalRanges)
  }

  /// `'\n'` is a backslash and an n: YAML knows escapes between double quotes only.
  private mutating func warnBackslash(_ scalar: Scalar) {
    guard scalar.style != .doubleQuoted, let offset = MarkText.escape(in: scalar.bytes) else { return }
    let range = offset..<offset + 2
    let escape = String(decoding: scalar.bytes[range], as: UTF8.self)
    warn(
      .backslashText, "\(escape.quoted) is a backslash and a letter here", at: scalar.span(of: range),
      help: ["between double quotes it is the control character"])
  }
}

/// Marks as text: every byte stands for itself, but `<0xNN>` for the one it names.
enum MarkText {
  /// - Parameter literal: ranges that stand for themselves whatever they look like, in order.
  static func parse(_ text: [UInt8], literal: [Range<Int>] = []) -> [UInt8] {
    var bytes: [UInt8] = []
    var offset = 0
    var foreign = literal.filter { !$0.isEmpty }[...]
    while offset < text.count {
      foreign = foreign.drop { $0.upperBound <= offset }
      let isForeign = foreign.first.map { $0.lowerBound < offset + 6 } ?? false
      if !isForeign, let byte = hexByte(text[offset...]) {
        bytes.append(byte)
        offset += 6
      } else {
        bytes.append(text[offset])
        offset += 1
      }
    }
    return bytes
  }

  /// The text of bytes; parsing it gives the bytes again.
  static func render(_ bytes: [UInt8]) -> [UInt8] {
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    return bytes.indices.flatMap { index in
      let byte = bytes[index]
      let isPlain = byte < 0x80 || isUTF8
      return isPlain && hexByte(bytes[index...]) == nil
        ? [byte] : Array("<0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))>".utf8)
    }
  }

  /// The byte of a `<0xNN>` at the head.
  private static func hexByte(_ text: ArraySlice<UInt8>) -> UInt8? {
    guard text.starts(with: "<0x".utf8), text.count >= 6, text[text.startIndex + 5] == UInt8(ascii: ">") else {
      return nil
    }
    let digits = text[text.startIndex + 3..<text.startIndex + 5]
    guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  /// Where a backslash stands before a letter or a zero that YAML would read as an escape.
  static func escape(in text: [UInt8]) -> Int? {
    text.indices.dropLast().first { index in
      text[index] == UInt8(ascii: "\\") && "rnt0x".utf8.contains(text[index + 1])
    }
  }
}
