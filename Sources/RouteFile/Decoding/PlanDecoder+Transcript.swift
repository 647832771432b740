import Routing

extension PlanDecoder {
  /// A line each.
  mutating func readTranscript(_ scalar: Scalar) -> [TestCase.Step] {
    let transcript = TranscriptText(scalar.bytes)
    let locator = scalar.locator()
    for fault in transcript.faults {
      var problem = fault.problem
      problem.range = nil
      report(
        fault.code, problem.message, at: locator.span(of: fault.range), label: didYouMean(problem.suggestion),
        help: problem.help.map { [$0] } ?? [])
    }
    if transcript.lines.isEmpty, transcript.faults.isEmpty {
      report(.badStep, "there is nothing in this transcript", at: scalar.span, help: ["as in `> hello`"])
    }
    return transcript.lines.compactMap { readLine($0, scalar, locator) }
  }

  private mutating func readLine(
    _ line: TranscriptText.Line, _ scalar: Scalar, _ locator: ScalarLocator
  ) -> TestCase.Step? {
    let span = locator.span(of: line.range)
    guard let action = readAction(line, scalar, locator) else { return nil }
    return TestCase.Step(action, place: filePlace(span), source: source(of: span, scalar))
  }

  private mutating func readAction(
    _ line: TranscriptText.Line, _ scalar: Scalar, _ locator: ScalarLocator
  ) -> TestCase.Action? {
    switch line.kind {
    case .send: return readText(line, scalar, locator).map { .sendFrame($0) }
    case .expect: return readText(line, scalar, locator).map { .expectFrame($0) }
    case .match: return readPattern(line, scalar, locator).map { .expectFrameMatch($0) }
    case .word(let word): return TestCase.Action(word: word)
    case .wait(let duration): return .wait(duration)
    }
  }

  private mutating func readText(
    _ line: TranscriptText.Line, _ scalar: Scalar, _ locator: ScalarLocator
  ) -> [UInt8]? {
    let text = EscapedText(scalar.bytes[line.text])
    report(text.faults, scalar, locator)
    return text.faults.isEmpty ? text.bytes : nil
  }

  private mutating func report(_ faults: [Range<Int>], _ scalar: Scalar, _ locator: ScalarLocator) {
    for range in faults {
      let escape = String(decoding: scalar.bytes[range], as: UTF8.self)
      report(
        .badEscape, "\(escape.quoted) is no escape", at: locator.span(of: range),
        notes: [#"escapes: `\r`, `\n`, `\t`, `\0`, `\\` and `\xNN`"#])
    }
  }

  /// The whole line is rewritten where it stands alone on its line of the file, which is so in a literal block.
  private func source(of span: SourceSpan, _ scalar: Scalar) -> TestCase.Source {
    let line = scalar.source.line(span.startLine)
    guard scalar.style == .literal, span.startLine == span.endLine else { return .init(.fixed, line) }
    return .init(.line, min(line.lowerBound + span.startColumn - 1, line.upperBound)..<line.upperBound)
  }
}

// MARK: - Patterns

extension PlanDecoder {
  /// Of raw bytes.
  mutating func readTestPattern(_ scalar: Scalar) -> Pattern? {
    guard let source = readable(scalar) else { return nil }
    let locator = source.locator()
    return compileTestPattern(source.bytes) { locator.span(of: $0) }
  }

  /// Of a transcript, where an escape stands for its byte alone.
  private mutating func readPattern(
    _ line: TranscriptText.Line, _ scalar: Scalar, _ locator: ScalarLocator
  ) -> Pattern? {
    let text = EscapedText(scalar.bytes[line.text], forPattern: true)
    report(text.faults, scalar, locator)
    guard text.faults.isEmpty else { return nil }
    return compileTestPattern(text.bytes) { range in
      locator.span(of: text.origin(of: range, end: line.text.upperBound))
    }
  }

  /// What a test expects knows no names of its route: its captures are thrown away.
  private mutating func compileTestPattern(_ text: [UInt8], _ span: (Range<Int>) -> SourceSpan) -> Pattern? {
    var context = TextContext(names: Names(), place: "a pattern")
    let (pattern, problems) = Pattern.compile(text, ignoreCase: false, names: &context.names)
    for problem in problems {
      report(PatternMessage(problem.kind, context, suggests: !isHopeless).text, at: span(problem.range))
    }
    return pattern
  }
}
