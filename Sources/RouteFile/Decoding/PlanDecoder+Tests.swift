import Routing

extension PlanDecoder {
  /// The conversations of all files. A name is found again by its file, so files need not know each other's.
  mutating func readTests(_ files: [Members]) -> [TestCase] {
    let all = files.flatMap(\.routeNames)
    return files.flatMap { file in
      var names: [String: SourceSpan] = [:]
      let routes = TestedRoutes(all: all, own: file.routeNames)
      return readTestList(file).compactMap { node in readTest(node, routes, &names) }
    }
  }

  /// The routes that a test may be of, by their names, those that have errors included.
  private struct TestedRoutes {
    /// In the order of the plan.
    var all: [String]
    /// In the file of the test.
    var own: [String]

    /// The one that is meant where a test names none.
    var only: Int? {
      if own.count == 1, let name = own.first { return all.firstIndex(of: name) }
      return own.isEmpty && all.count == 1 ? 0 : nil
    }
  }

  private mutating func readTestList(_ file: Members) -> [Node] {
    let key = KeyTable.File.tests
    guard let node = file[key] else { return [] }
    guard case .sequence(let items) = node.kind else {
      wrongType(node, key.name, key.type)
      return []
    }
    if items.isEmpty { emptyList(node, key) }
    return items
  }

  private mutating func readTest(
    _ node: Node, _ routes: TestedRoutes, _ names: inout [String: SourceSpan]
  ) -> TestCase? {
    typealias Keys = KeyTable.Test
    guard let members = readMembers(node, of: KeyTable.test) else { return nil }
    let name = members[Keys.name].flatMap { readScalar($0, Keys.name) }
    if let name { checkTestName(name, &names) }
    let route = readTestRoute(members, routes)
    let steps = members[Keys.talk].map { readTalk($0) } ?? []
    guard let name, let route else { return nil }
    return TestCase(name: name.text, route: route, steps: steps, place: filePlace(name.span))
  }

  private mutating func checkTestName(_ name: Scalar, _ names: inout [String: SourceSpan]) {
    guard let first = names[name.text] else {
      names[name.text] = name.span
      return
    }
    report(
      .testTwice, "the test \(name.text.quoted) is defined twice, first at \(locate(first))", at: name.span,
      secondary: [.init(span: first, text: "first defined here")])
  }

  private mutating func readTestRoute(_ members: Members, _ tested: TestedRoutes) -> Int? {
    let key = KeyTable.Test.route
    let routes = tested.all
    guard let node = members[key] else {
      if tested.only == nil, !routes.isEmpty {
        report(
          .missingKey, "a test needs the key `route` where there are several", at: place(of: members.node),
          notes: ["routes: \(routes.joined(separator: ", "))"])
      }
      return tested.only
    }
    guard let scalar = readScalar(node, key) else { return nil }
    if let index = routes.firstIndex(of: scalar.text) { return index }
    report(
      .unknownRoute, "there is no route \(scalar.text.quoted)", at: scalar.span,
      label: didYouMean(isHopeless ? nil : Suggestion.near(scalar.text, in: routes)),
      notes: routes.isEmpty ? [] : ["routes: \(routes.joined(separator: ", "))"])
    return nil
  }

  func filePlace(_ span: SourceSpan) -> Place {
    Place(
      file: span.file < sources.count ? sources[span.file].name : "", line: span.startLine, column: span.startColumn)
  }
}

// MARK: - Lists of steps

extension PlanDecoder {
  private mutating func readTalk(_ node: Node) -> [TestCase.Step] {
    let key = KeyTable.Test.talk
    var steps: [TestCase.Step]
    switch node.kind {
    case .sequence(let items):
      if items.isEmpty { emptyList(node, key) }
      steps = items.compactMap { readStep($0) }
    case .scalar(let scalar) where !node.isOmitted: steps = readTranscript(scalar)
    default:
      wrongType(node, key.name, key.type)
      return []
    }
    return steps
  }

  private mutating func readStep(_ node: Node) -> TestCase.Step? {
    if case .scalar(let scalar) = node.kind, !node.isOmitted { return readStepWord(scalar) }
    typealias Keys = KeyTable.Step
    guard let members = readMembers(node, of: KeyTable.step) else { return nil }
    let written = members.written(among: Keys.all)
    if written.count > 1 {
      report(
        .conflictingKeys, "a step is one of \(KeyType.choice(Keys.all.map(\.name.quoted)))", at: written[1].span,
        secondary: [.init(span: written[0].span, text: "the other one")], help: ["begin each step with `-`"])
    }
    guard let key = written.first?.key, let value = members[key], written.count == 1 else { return nil }
    return readStep(key, value)
  }

  private mutating func readStepWord(_ scalar: Scalar) -> TestCase.Step? {
    guard let action = TestCase.Action(word: scalar.text) else {
      let words = TranscriptText.words
      report(
        .badStep, "\(scalar.text.quoted) is no step", at: scalar.span,
        label: didYouMean(Suggestion.near(scalar.text, in: words)),
        help: ["a step is \((words + KeyTable.Step.all.map { "\($0.name): …" }).map(\.quoted).joined(separator: ", "))"]
      )
      return nil
    }
    return step(action, scalar)
  }

  private mutating func readStep(_ key: Key, _ node: Node) -> TestCase.Step? {
    typealias Keys = KeyTable.Step
    guard let scalar = readScalar(node, key) else { return nil }
    switch key.name {
    case Keys.send.name: return readMark(node, key).map { step(.send($0), scalar) }
    case Keys.expect.name: return readMark(node, key).map { step(.expect($0), scalar) }
    case Keys.wait.name: return readValue(node, key, .badDuration, DurationText.parse).map { step(.wait($0), scalar) }
    default: return readTestPattern(scalar).map { step(.expectMatch($0), scalar) }
    }
  }

  private func step(_ action: TestCase.Action, _ scalar: Scalar) -> TestCase.Step {
    let isFlow = scalar.style != .literal && scalar.style != .folded
    return TestCase.Step(
      action, place: filePlace(scalar.span), source: .init(isFlow ? .scalar : .fixed, scalar.sourceRange))
  }
}

extension Members {
  /// Of a route file.
  fileprivate var routeNames: [String] {
    guard case .mapping(let entries) = self[KeyTable.File.routes]?.kind else { return [] }
    return entries.map(\.key.text)
  }
}

extension TestCase.Action {
  /// A step without a value.
  init?(word: String) {
    switch word {
    case "half_close": self = .halfClose
    case "closed": self = .closed
    case "reset": self = .reset
    default: return nil
    }
  }
}
