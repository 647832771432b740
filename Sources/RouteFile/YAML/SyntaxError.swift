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
    unquotedAddress ?? tabIndent ?? unexpectedColon ?? trailingText ?? translated
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
    if source.bytes[source.line(number).lowerBound..<noticed].contains(subsequence: ": ".utf8) {
      return Diagnostic(
        .error, .yamlSyntax, "a second `: ` in one line", at: span(character(at: noticed)),
        help: ["put a text that contains `: ` in quotes"])
    }
    guard number > 1 else { return nil }
    if let key = keyWithoutColon(number - 1) {
      return Diagnostic(.error, .yamlSyntax, "expected `:` after this key", at: span(key))
    }
    guard let key = keyWithoutBlank(number - 1) else { return nil }
    return Diagnostic(
      .error, .yamlSyntax, "expected `:` and a blank after this key", at: span(key), help: ["as in `key: value`"])
  }

  /// `listen 127.0.0.1:7000` and `listen:127.0.0.1:7000`: the word that was to be the key of a line without one.
  private func keyWithoutBlank(_ number: Int) -> Range<Int>? {
    let line = source.bytes[source.line(number)].drop { $0 == UInt8(ascii: " ") }
    guard line.last != UInt8(ascii: ":"), !line.contains(subsequence: ": ".utf8) else { return nil }
    let word = line.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ":") }
    let isName = word.allSatisfy { $0 == UInt8(ascii: "_") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
    return isName && !word.isEmpty && word.count < line.count ? word.indices : nil
  }

  private func keyWithoutColon(_ number: Int) -> Range<Int>? {
    let line = source.bytes[source.line(number)].drop { $0 == UInt8(ascii: " ") }
    guard !line.isEmpty, line.first != UInt8(ascii: "#"), !line.contains(UInt8(ascii: ":")) else { return nil }
    return line.indices
  }

  /// Where a key was expected because a value before it in the line has ended.
  private var trailingText: Diagnostic? {
    guard failure.problem.contains("did not find expected key") else { return nil }
    let line = source.line(source.position(of: noticed).line)
    let before = source.bytes[line.lowerBound..<noticed]
    guard before.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }) else { return nil }
    return Diagnostic(
      .error, .yamlSyntax, "text after the end of a value", at: span(noticed..<line.upperBound),
      help: ["put the whole text in one pair of quotes"])
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
