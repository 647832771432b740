// Reading single values: each returns nothing after it has reported why.
extension PlanDecoder {
  /// The scalar of a key that takes one.
  mutating func readScalar(_ node: Node, _ key: Key) -> Scalar? {
    guard case .scalar(let scalar) = node.kind, !node.isOmitted else {
      wrongType(node, key.name, key.type)
      return nil
    }
    return scalar
  }

  mutating func wrongType(_ node: Node, _ name: String, _ type: KeyType, help: String? = nil) {
    guard !node.isRefused else { return }
    report(
      .wrongType, "\(name.quoted) takes \(type.expectation), found \(node.described)", at: place(of: node),
      help: (help ?? PlanDecoder.helpWithShape(node, type)).map { [$0] } ?? [])
  }

  /// What to do about a list where a mapping should be, and the other way round.
  static func helpWithShape(_ node: Node, _ type: KeyType) -> String? {
    switch (node.kind, type) {
    case (.sequence(let items), .named), (.sequence(let items), .map):
      guard let first = items.first?.entries?.first else { return nil }
      let own =
        if case .scalar(let value) = first.value.kind, first.key.text == "name" { value.text } else { nil as String? }
      let name = own ?? first.key.text
      return "the names are keys: write `\(name):` without the `- `"
    case (.mapping, .list(of: .section)): return "begin each item with `- `"
    default: return nil
    }
  }

  /// Long values are pointed at by their first line, so that a message stays small.
  func place(of node: Node) -> SourceSpan {
    let span = node.span
    guard span.endLine > span.startLine, span.file < sources.count else { return span }
    let source = sources[span.file]
    let end = source.position(of: source.line(span.startLine).upperBound)
    return SourceSpan(
      file: span.file, startLine: span.startLine, startColumn: span.startColumn, endLine: span.startLine,
      endColumn: max(end.column, span.startColumn))
  }

  /// Reads a scalar by its key's own grammar.
  mutating func readValue<Value>(
    _ node: Node, _ key: Key, _ code: DiagnosticCode, _ parse: (String) throws(ValueProblem) -> Value
  ) -> Value? {
    guard let scalar = readScalar(node, key) else { return nil }
    do throws(ValueProblem) {
      return try parse(scalar.text)
    } catch {
      report(error, code, in: scalar)
      return nil
    }
  }

  mutating func report(_ problem: ValueProblem, _ code: DiagnosticCode, in scalar: Scalar) {
    report(
      code, problem.message, at: problem.range.map { scalar.span(of: $0) } ?? scalar.span,
      label: didYouMean(problem.suggestion), help: problem.help.map { [$0] } ?? [])
  }

  mutating func readBoolean(_ node: Node, _ key: Key) -> Bool? {
    readValue(node, key, .badBoolean) { text throws(ValueProblem) in
      switch text {
      case "true": return true
      case "false": return false
      default: throw PlanDecoder.noBoolean(text)
      }
    }
  }

  private static func noBoolean(_ text: String) -> ValueProblem {
    ValueProblem(
      "expected `true` or `false`, found \(NumberText.found(text))",
      suggestion: truth(text) ?? Suggestion.near(text, in: ["true", "false"]))
  }

  /// What a word for a truth value would be here; nothing for any other word.
  private static func truth(_ text: String) -> String? {
    let meant: [String: String] = [
      "yes": "true", "on": "true", "y": "true", "1": "true", "no": "false", "off": "false", "n": "false", "0": "false",
    ]
    let lower = text.lowercased()
    return meant[lower] ?? (["true", "false"].contains(lower) ? lower : nil)
  }

  mutating func readWord(_ node: Node, _ key: Key, _ words: [Word]) -> String? {
    let names = words.map(\.name)
    return readValue(node, key, .unknownWord) { text throws(ValueProblem) in
      guard names.contains(text) else {
        throw ValueProblem(
          "expected \(KeyType.choice(names.map(\.quoted))), found \(NumberText.found(text))",
          suggestion: PlanDecoder.truth(text).flatMap { names.contains($0) ? $0 : nil }
            ?? Suggestion.near(text, in: names))
      }
      return text
    }
  }

  /// One of the words of the key's own type.
  mutating func readWord(_ node: Node, _ key: Key) -> String? {
    guard case .words(let words) = key.type else { return nil }
    return readWord(node, key, words)
  }

  /// A number of the key's own range.
  mutating func readNumber(_ node: Node, _ key: Key) -> Int? {
    guard case .number(let range) = key.type else { return nil }
    return readNumber(node, key, in: range)
  }

  mutating func readNumber(_ node: Node, _ key: Key, in range: ClosedRange<Int>) -> Int? {
    readValue(node, key, .badNumber) { text throws(ValueProblem) in try NumberText.parse(text, in: range) }
  }

  /// Reads a bound into `target`; `none` takes it away, with a warning.
  mutating func readBound<Value>(
    _ node: Node?, _ key: Key, _ code: DiagnosticCode, into target: inout Value?,
    _ parse: (String) throws(ValueProblem) -> Value
  ) {
    guard let node else { return }
    if case .scalar(let scalar) = node.kind, scalar.text == "none" {
      target = nil
      warnOff(key, at: node.span)
    } else if let read = readValue(node, key, code, parse) {
      target = read
    }
  }

  private mutating func warnOff(_ key: Key, at span: SourceSpan) {
    let usual = key.defaultText.map { "the default is \($0.quoted)" }
    warn(
      .limitOff, "`none` switches \(key.name.quoted) off: nothing bounds it then", at: span,
      notes: usual.map { [$0] } ?? [])
  }
}
