/// What libyaml refused, in this project's words and at the place that has to change.
struct SyntaxError {
  let failure: YAMLFailure
  let source: SourceFile
  let file: Int

  init(failure: YAMLFailure, source: SourceFile, file: Int) {
    self.failure = failure
    self.source = source
    self.file = file
  }

  var diagnostic: Diagnostic {
    unquotedAddress ?? tabIndent ?? swallowingQuote ?? unexpectedColon ?? trailingText ?? missingBracket ?? keyAbove
      ?? translated
  }

  /// Where libyaml noticed, and where the construct began that it was in, as byte offsets.
  private var noticed: Int { source.offset(ofCharacter: failure.character) }
  private var began: Int { source.offset(ofCharacter: failure.contextCharacter) }

  /// What follows the one value of a file without starting a second document.
  static func textAfterRoot(source: SourceFile, file: Int, at offset: Int) -> Diagnostic {
    let failure = YAMLFailure(
      problem: "did not find expected <document start>", character: source.character(at: offset), context: "",
      contextCharacter: source.character(at: offset))
    return SyntaxError(failure: failure, source: source, file: file).diagnostic
  }

  private func span(_ range: Range<Int>) -> SourceSpan { source.span(of: range, file: file) }
}

extension SyntaxError {
  /// A listen address that YAML reads as an alias or a list, on one of the lines concerned.
  private var unquotedAddress: Diagnostic? {
    let line = source.position(of: noticed).line
    for number in [line, source.position(of: began).line, line - 1] {
      guard let range = UnquotedAddress.find(in: source.bytes[source.line(number)]) else { continue }
      let text = String(decoding: source.bytes[range], as: UTF8.self)
      let what = text.hasPrefix("*") ? "an alias" : "a list"
      return Diagnostic(
        .error, .unquotedAddress, "to YAML, `\(text)` is \(what)", at: span(range), label: "quote it: \"\(text)\"")
    }
    return nil
  }

  /// A tab among the blanks that a line begins with.
  private var tabIndent: Diagnostic? {
    let line = source.bytes[source.line(source.position(of: noticed).line)]
    let blanks = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard let tab = blanks.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
    return Diagnostic(
      .error, .tabIndent, "tab used for indent", at: span(tab..<tab + 1), help: ["indent with spaces"])
  }

  /// A colon too many: inside of a text, or because the key above has none.
  private var unexpectedColon: Diagnostic? {
    guard failure.problem.contains("mapping values are not allowed") else { return nil }
    let number = source.position(of: noticed).line
    let line = source.line(number)
    if source.bytes[line.lowerBound..<noticed].contains(subsequence: ": ".utf8) {
      if let key = MistypedKey(beforeValueIn: source.bytes[line]) { return expectedColon(key) }
      return Diagnostic(
        .error, .yamlSyntax, "a second `: ` in one line", at: span(character(at: noticed)),
        help: ["put a text that contains `: ` in quotes"])
    }
    return keyAbove
  }

  /// Where a key was expected because a value before it in the line has ended.
  private var trailingText: Diagnostic? {
    guard failure.problem.contains("did not find expected key") else { return nil }
    let number = source.position(of: noticed).line
    let line = source.line(number)
    let before = source.bytes[line.lowerBound..<noticed]
    guard before.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }) else { return nil }
    if let key = MistypedKey(beforeValueIn: source.bytes[line]) { return expectedColon(key) }
    return Diagnostic(
      .error, .yamlSyntax, "text after the end of a value", at: span(noticed..<line.upperBound),
      help: ["put the whole text in one pair of quotes"])
  }

  /// The line above is a key that its colon or the blank behind that is missing from.
  private var keyAbove: Diagnostic? {
    let place = source.position(of: noticed)
    let mayStandDeeper = failure.problem.contains("mapping values are not allowed")
    guard mayStandDeeper || ["key", "'-' indicator"].contains(where: { failure.problem.contains("expected \($0)") }),
      !source.bytes[source.line(place.line).lowerBound..<noticed].contains(UInt8(ascii: ":"))
    else { return nil }
    let scan = QuoteScan(source.bytes)
    guard let above = lastContent(before: place.line, scan) else { return nil }
    let (own, other) = (depth(of: source.line(place.line)), depth(of: above))
    guard own == other || mayStandDeeper && own > other else { return nil }
    return MistypedKey(source.bytes[above]).map { expectedColon($0) }
  }

  /// How far a line's text is indented, behind the `-` of a list item.
  private func depth(of line: Range<Int>) -> Int {
    source.bytes[line].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }.count
  }

  private func expectedColon(_ key: MistypedKey) -> Diagnostic {
    Diagnostic(
      .error, .yamlSyntax, key.hasColon ? "expected `:` and a blank after this key" : "expected `:` after this key",
      at: span(key.range), help: key.hasValue ? ["as in `key: value`"] : [])
  }

  /// A quote that is closed on a line below only, by one that was to open another text.
  private var swallowingQuote: Diagnostic? {
    guard let range = QuoteScan(source.bytes).swallowing, range.lowerBound < noticed else { return nil }
    let isClosed = range.upperBound < source.bytes.count
    return Diagnostic(
      .error, .yamlSyntax, isClosed ? "this quote is not closed on its line" : "this quote is never closed",
      at: span(character(at: range.lowerBound)),
      secondary: isClosed
        ? [.init(span: span(range.upperBound - 1..<range.upperBound), text: "the text ends at this quote")] : [])
  }

  /// A list or mapping in brackets that goes on where a line of something else begins.
  private var missingBracket: Diagnostic? {
    let words = failure.problem
    guard let bracket = ["]", "}"].first(where: { words.contains("expected ',' or '\($0)'") }) else { return nil }
    let place = source.position(of: noticed)
    guard source.position(of: began).line < place.line,
      source.bytes[source.line(place.line).lowerBound..<noticed].allSatisfy(\.isBeforeColon),
      let content = lastContent(before: place.line, QuoteScan(source.bytes))
    else { return nil }
    return Diagnostic(
      .error, .yamlSyntax, "expected `,` or `\(bracket)`", at: span(content.upperBound..<content.upperBound),
      secondary: [
        .init(
          span: span(character(at: began)),
          text: bracket == "]" ? "the list starts here" : "the mapping starts here")
      ])
  }

  /// The last line before this one that has any content, without its comment.
  private func lastContent(before line: Int, _ scan: QuoteScan) -> Range<Int>? {
    for number in stride(from: line - 1, to: 0, by: -1) {
      let content = scan.content(of: source.line(number))
      if !content.isEmpty { return content }
    }
    return nil
  }

  private var translated: Diagnostic {
    let words = "\(failure.context): \(failure.problem)"
    guard let entry = SyntaxMessage.all.first(where: { words.contains($0.words) }) else {
      return Diagnostic(.error, .yamlSyntax, "not YAML", at: span(character(at: noticed)), notes: [failure.problem])
    }
    let place = entry.place == .noticed ? noticed : began
    var diagnostic = Diagnostic(
      .error, entry.code, entry.message(quoting: quoted(at: place, entry.quotes)),
      at: span(range(at: place, entry.quotes)), help: entry.help)
    if let label = entry.beginning { diagnostic.secondary = [.init(span: span(character(at: began)), text: label)] }
    return diagnostic
  }

  private func range(at offset: Int, _ quotes: Int) -> Range<Int> {
    var end = offset
    for _ in 0..<max(quotes, 1) { end = character(at: end).upperBound }
    return offset..<end
  }

  private func quoted(at offset: Int, _ quotes: Int) -> String {
    String(decoding: source.bytes[range(at: offset, quotes)], as: UTF8.self)
  }

  /// The character at an offset; no more than a place at the end of a line.
  private func character(at offset: Int) -> Range<Int> {
    guard offset < source.bytes.count, !LineEnd.isPart(source.bytes[offset]) else { return offset..<offset }
    let rest = source.bytes[(offset + 1)...].prefix { $0 & 0xC0 == 0x80 }
    return offset..<rest.endIndex
  }
}

extension Collection where Element: Equatable {
  fileprivate func contains(subsequence: some Collection<Element>) -> Bool {
    indices.contains { self[$0...].starts(with: subsequence) }
  }
}
