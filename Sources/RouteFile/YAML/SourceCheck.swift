/// What a text must be before libyaml sees it: some text, in UTF-8, of characters that YAML allows, without directives.
///
/// With these out of the way, all that libyaml can refuse is the syntax.
struct SourceCheck {
  let source: SourceFile
  let file: Int

  /// The first thing that is wrong; nothing after it is worth a look.
  func problem() -> Diagnostic? {
    empty() ?? encoding() ?? character() ?? prologue()
  }

  private func empty() -> Diagnostic? {
    guard source.bytes.isEmpty else { return nil }
    return diagnostic(.emptyFile, "the file is empty", 0..<0, help: [Self.smallest])
  }

  static let smallest = "a route file starts with `routes:`; `gateway init` writes one to start from"

  private func diagnostic(
    _ code: DiagnosticCode, _ message: String, _ range: Range<Int>, label: String? = nil, help: [String] = []
  ) -> Diagnostic {
    Diagnostic(.error, code, message, at: source.span(of: range, file: file), label: label, help: help)
  }
}

extension SourceCheck {
  private func encoding() -> Diagnostic? {
    let bytes = source.bytes
    if let name = Self.wideEncoding(bytes) {
      return diagnostic(.notUTF8, "the file is in \(name), not in UTF-8", 0..<0, help: ["save it as UTF-8"])
    }
    guard let range = Self.illFormed(bytes) else { return nil }
    return diagnostic(
      .notUTF8, "not UTF-8: \(Self.hex(bytes[range]))", range,
      help: ["save the file as UTF-8; a byte of a reply is written `<0xNN>`"])
  }

  /// By its byte-order mark, or by the zero bytes that a first ASCII character has around it.
  private static func wideEncoding(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    guard bytes.count >= 4, bytes.count.isMultiple(of: 2) else { return nil }
    switch (bytes[0] == 0, bytes[1] == 0, bytes[2] == 0, bytes[3] == 0) {
    case (true, false, true, false), (false, true, false, true): return "UTF-16"
    case (true, true, true, false), (false, true, true, true): return "UTF-32"
    default: return nil
    }
  }

  private static func illFormed(_ bytes: [UInt8]) -> Range<Int>? {
    do {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return error.byteOffsets
    }
  }

  private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { "0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}

extension SourceCheck {
  private func character() -> Diagnostic? {
    guard let (range, value) = Self.refusedCharacter(source.bytes) else { return nil }
    if value == 0 {
      return diagnostic(
        .controlCharacter, "the file contains a NUL character", range,
        help: ["write it as `\\0` inside double quotes, or as `<0x00>` in a reply"])
    }
    let name = "U+" + String(repeating: "0", count: value < 0x1000 ? 2 : 0) + String(value, radix: 16, uppercase: true)
    return diagnostic(
      .controlCharacter, "the file contains the control character \(name)", range,
      help: [value < 0x100 ? "write it as an escape inside double quotes" : "remove it"])
  }

  /// The first character outside of YAML's set: tab, line ends, printable ones. See YAML 1.2.2 §5.1.
  private static func refusedCharacter(_ bytes: [UInt8]) -> (Range<Int>, Int)? {
    for (offset, byte) in bytes.enumerated() {
      if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D { return (offset..<offset + 1, Int(byte)) }
      if byte == 0x7F { return (offset..<offset + 1, 0x7F) }
      if byte >= 0xC2, let found = refusedLong(bytes[offset...]) { return found }
    }
    return nil
  }

  /// C1 controls but NEL, the byte-order mark, and U+FFFE and U+FFFF, by their bytes; the text is known to be UTF-8.
  private static func refusedLong(_ rest: ArraySlice<UInt8>) -> (Range<Int>, Int)? {
    let start = rest.startIndex
    if rest.starts(with: [0xC2]), let second = rest.dropFirst().first, second < 0xA0, second != 0x85 {
      return (start..<start + 2, Int(second))
    }
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { return (start..<start + 3, 0xFEFF) }
    if rest.starts(with: [0xEF, 0xBF, 0xBE]) { return (start..<start + 3, 0xFFFE) }
    if rest.starts(with: [0xEF, 0xBF, 0xBF]) { return (start..<start + 3, 0xFFFF) }
    return nil
  }
}

extension SourceCheck {
  /// What stands before the first content: comments alone are no file, and directives are not read. (Libyaml compares
  /// each tag directive with all the others.)
  private func prologue() -> Diagnostic? {
    for number in 1...source.lineCount {
      let line = source.line(number)
      let blank = source.bytes[line].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard blank.count < line.count, source.bytes[blank.endIndex] != UInt8(ascii: "#") else { continue }
      guard source.bytes[line.lowerBound] == UInt8(ascii: "%") else { return nil }
      return diagnostic(
        .directiveRefused, "YAML directives are not read", line, help: ["remove the line; no tag is needed or allowed"])
    }
    let message = source.bytes.contains(UInt8(ascii: "#")) ? "the file has only comments" : "the file is blank"
    return diagnostic(.emptyFile, message, source.bytes.count..<source.bytes.count, help: [Self.smallest])
  }
}
