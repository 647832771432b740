import Routing

// What a rule is about: `match`, `regex` and `when`.
extension PlanDecoder {
  /// A pattern, or a list of alternatives.
  mutating func readPatterns(_ node: Node, _ key: Key) -> [Scalar] {
    guard case .sequence(let items) = node.kind else { return readScalar(node, key).map { [$0] } ?? [] }
    if items.isEmpty { emptyList(node, key) }
    return items.compactMap { readScalar($0, key) }
  }

  /// `when`: a name with filters, and the patterns of which one must match its value.
  mutating func readConditions(_ node: Node?) -> [(value: Scalar, patterns: [Scalar])] {
    let key = KeyTable.Rule.when
    guard let node, let entries = readMap(node, key) else { return [] }
    if entries.isEmpty { report(.emptyList, "`when` is empty: expected \(key.type.expectation)", at: node.span) }
    return entries.map { entry in
      guard case .sequence(let items) = entry.value.kind else {
        return (entry.key, readScalar(entry.value, entry.key, .pattern).map { [$0] } ?? [])
      }
      if items.isEmpty { report(.emptyList, "\(entry.key.text.quoted) has no patterns", at: entry.value.span) }
      return (entry.key, items.compactMap { readScalar($0, entry.key, .pattern) })
    }
  }

  /// Compiles what a rule is about, and declares its captures in the context's names.
  mutating func compileMatch(_ rule: RuleDraft, _ context: inout TextContext) -> (Match, [Condition]) {
    let patterns = rule.match.compactMap { compilePattern($0, &context) }
    var match: Match = rule.match.isEmpty ? .anything : .patterns(patterns)
    if let regex = rule.regex, let compiled = compileRegex(regex, &context) { match = .regex(compiled) }
    return (match, compileConditions(rule.conditions, &context))
  }

  mutating func compileConditions(
    _ conditions: [(value: Scalar, patterns: [Scalar])], _ context: inout TextContext
  ) -> [Condition] {
    conditions.compactMap { condition in
      let value = compileName(condition.value, context)
      let patterns = condition.patterns.compactMap { compilePattern($0, &context) }
      return value.map { Condition(value: $0, patterns: patterns) }
    }
  }

  private mutating func compilePattern(_ scalar: Scalar, _ context: inout TextContext) -> Pattern? {
    guard let source = readable(scalar) else { return nil }
    let (pattern, problems) = Pattern.compile(source.bytes, ignoreCase: context.ignoresCase, names: &context.names)
    report(problems, in: source, context)
    if let range = ForeignPattern.find(in: source.bytes) {
      warn(
        .foreignPattern, "a pattern is no regular expression: this stands for itself", at: source.span(of: range),
        notes: ["a pattern matches the whole frame, and `<name>` stands for any bytes"],
        help: ["write `regex:` in place of `match:`"])
    }
    return pattern
  }

  private mutating func compileRegex(_ scalar: Scalar, _ context: inout TextContext) -> RegularExpression? {
    let (regex, problems) = RegularExpression.compile(
      scalar.bytes, ignoreCase: context.ignoresCase, names: &context.names)
    report(problems, in: scalar, context)
    return regex
  }

  private mutating func report(_ problems: [Pattern.Problem], in scalar: Scalar, _ context: TextContext) {
    guard !problems.isEmpty else { return }
    let locator = scalar.locator()
    for problem in problems {
      report(PatternMessage(problem.kind, context, suggests: !isHopeless).text, at: locator.span(of: problem.range))
    }
  }

  /// The key of a `when`: a placeholder without its `<` and `>`.
  private mutating func compileName(_ key: Scalar, _ context: TextContext) -> Template? {
    var context = context
    context.place = "a key of `when`"
    if let name = key.comparedName {
      report(
        .badName, "a key of `when` is a name, with filters or without, found \(key.text.quoted)", at: key.span,
        help: ["the pattern for its value stands behind a colon, as in `\(name): \"on\"`"])
      return nil
    }
    let text = [UInt8(ascii: "<")] + key.bytes + [UInt8(ascii: ">")]
    let (template, problems) = Template.compile(text, newline: .verbatim, names: context.names)
    let last = max(1, key.bytes.count)
    let spots = problems.map { problem in
      let start = min(max(problem.range.lowerBound - 1, 0), last - 1)
      return Template.Problem(problem.kind, at: start..<min(max(problem.range.upperBound - 1, start + 1), last))
    }
    report(spots, in: key, context)
    guard let template else { return nil }
    guard template.parts.count == 1, case .value = template.parts[0] else {
      report(
        .badName, "a key of `when` is a name, with filters or without, found \(key.text.quoted)", at: key.span,
        help: key.bytes.contains(UInt8(ascii: "<")) ? ["write it without `<` and `>`"] : [])
      return nil
    }
    return template
  }
}

extension Scalar {
  /// The name in `mode == on`, where a comparison stands in place of a name.
  fileprivate var comparedName: String? {
    let name = bytes.prefix { $0.isLabelByte }
    let rest = bytes[name.endIndex...].drop { $0 == UInt8(ascii: " ") }
    guard !name.isEmpty, let mark = rest.first, "=!<>~".utf8.contains(mark) else { return nil }
    return String(decoding: name, as: UTF8.self)
  }
}
