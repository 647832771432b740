/// Makes a tree of libyaml's events, one after the other: nesting costs an entry of `open`, never a stack frame.
///
/// What breaks the structure ends the work; a value that is refused alone leaves a `refused` node behind, and the work
/// goes on, so that one run shows everything.
struct TreeBuilder {
  let source: SourceFile
  let file: Int
  private(set) var diagnostics: [Diagnostic] = []
  private var open: [OpenCollection] = []
  private var anchors = AnchorTable()
  private var substituter: Substituter
  private var nodes = 0
  /// Where the last thing that has text of its own ended: a block collection ends there too.
  private var lastEnd = 0
  private var root: Node?

  init(source: SourceFile, file: Int, environment: [String: String]) {
    self.source = source
    self.file = file
    substituter = Substituter(environment: environment)
  }

  /// Ends the work; what was wrong is in it.
  private struct Stop: Error {
    var diagnostic: Diagnostic
  }

  /// - Returns: the root, or nothing when the structure is broken.
  mutating func build() -> Node? {
    guard var reader = EventReader(source.bytes) else { return nil }
    do throws(Stop) {
      while try take(next(from: &reader)) {}
      return root
    } catch {
      report(error.diagnostic)
      return nil
    }
  }

  private func next(from reader: inout EventReader) throws(Stop) -> YAMLEvent {
    do {
      return try reader.next()
    } catch {
      throw Stop(diagnostic: SyntaxError(failure: error, source: source, file: file).diagnostic)
    }
  }

  /// - Returns: whether there is more to read.
  private mutating func take(_ event: YAMLEvent) throws(Stop) -> Bool {
    let range =
      source.offset(ofCharacter: event.characters.lowerBound)..<source.offset(ofCharacter: event.characters.upperBound)
    switch event.kind {
    case .streamStart, .documentStart: break
    case .streamEnd: return false
    case .documentEnd:
      if let problem = TextAfterDocument(source: source, file: file).problem(after: range.upperBound) {
        throw Stop(diagnostic: problem)
      }
      return false
    case .alias(let anchor): try take(alias: anchor, range)
    case .scalar(let bytes, let style, let properties): try take(scalar: bytes, style, properties, range)
    case .sequenceStart(let properties): try start(.sequence, properties, range)
    case .mappingStart(let properties): try start(.mapping, properties, range)
    case .sequenceEnd, .mappingEnd: end(range)
    }
    return true
  }

  private mutating func report(_ diagnostic: Diagnostic) {
    guard diagnostics.count < LoaderLimits.diagnostics else { return }
    diagnostics.append(diagnostic)
  }

  private func span(_ range: Range<Int>) -> SourceSpan { source.span(of: range, file: file) }

  private func stop(
    _ code: DiagnosticCode, _ message: String, at span: SourceSpan, secondary: [Diagnostic.Label] = [],
    help: [String] = []
  ) -> Stop {
    Stop(diagnostic: Diagnostic(.error, code, message, at: span, secondary: secondary, help: help))
  }
}

// Collections, and the limits.
extension TreeBuilder {
  private mutating func start(
    _ kind: OpenCollection.Kind, _ properties: YAMLEvent.Properties, _ range: Range<Int>
  ) throws(Stop) {
    if open.last?.expectsKey == true {
      throw stop(
        .keyNotScalar, "a key must be a plain or quoted text", at: span(range.lowerBound..<range.lowerBound),
        help: ["put a text that begins with `{` or `[` in quotes"])
    }
    guard open.count < LoaderLimits.depth else { throw tooDeep(at: range) }
    let before = nodes
    try count(1, at: range)
    let start = define(properties, range)
    open.append(OpenCollection(kind, start: start, anchor: properties.anchor, nodesBefore: before))
    lastEnd = max(lastEnd, range.upperBound)
  }

  private mutating func end(_ range: Range<Int>) {
    // A flow collection has its closing bracket; a block one ends, for libyaml, where the next thing starts.
    if !range.isEmpty { lastEnd = range.upperBound }
    guard let collection = open.popLast() else { return }
    let node = Node(kind: collection.nodeKind, span: span(collection.start..<max(collection.start, lastEnd)))
    let height = collection.childHeight + 1
    if let anchor = collection.anchor {
      anchors.complete(anchor, .init(node: node, nodes: nodes - collection.nodesBefore, height: height))
    }
    place(node, height: height)
  }

  private mutating func place(_ node: Node, height: Int) {
    if open.isEmpty { root = node } else { open[open.count - 1].take(value: node, height: height) }
  }

  private mutating func count(_ more: Int, at range: Range<Int>) throws(Stop) {
    nodes += more
    guard nodes <= LoaderLimits.nodes else {
      throw stop(.tooManyNodes, "more than \(LoaderLimits.nodes) values in one file", at: span(range))
    }
  }

  private func tooDeep(at range: Range<Int>) -> Stop {
    stop(.tooDeep, "nested more than \(LoaderLimits.depth) deep", at: span(range))
  }
}

// Scalars.
extension TreeBuilder {
  private mutating func take(
    scalar bytes: [UInt8], _ style: Scalar.Style, _ properties: YAMLEvent.Properties, _ range: Range<Int>
  ) throws(Stop) {
    try count(1, at: range)
    let start = define(properties, range)
    lastEnd = range.upperBound
    let raw = Scalar(bytes: bytes, style: style, source: source, sourceRange: start..<range.upperBound, file: file)
    if open.last?.expectsKey == true { return take(key: raw) }
    let node = substituted(raw)
    if let anchor = properties.anchor { anchors.complete(anchor, .init(node: node, nodes: 1, height: 0)) }
    place(node, height: 0)
  }

  private mutating func take(key: Scalar) {
    if key.isPlain, key.bytes == [UInt8]("<<".utf8) {
      open[open.count - 1].discardValue()
      return report(
        Diagnostic(
          .error, .mergeKey, "merge keys are not read", at: key.span,
          help: ["write the keys out, or use `defaults` for what all routes share"]))
    }
    guard let first = open[open.count - 1].take(key: key) else { return }
    report(
      Diagnostic(
        .error, .duplicateKey, "duplicate key `\(key.text)`", at: key.span,
        label: "first written on line \(first.startLine)",
        secondary: [.init(span: first, text: "first written here")]))
  }

  private mutating func substituted(_ raw: Scalar) -> Node {
    guard let outcome = substituter.fill(raw.bytes) else { return Node(kind: .scalar(raw), span: raw.span) }
    guard outcome.problems.isEmpty else {
      let locator = raw.locator()
      for (problem, range) in outcome.problems { report(problem.diagnostic(at: locator.span(of: range))) }
      return Node(kind: .refused, span: raw.span)
    }
    return Node(kind: .scalar(raw.substituting(outcome)), span: raw.span)
  }
}

// Anchors, aliases and tags.
extension TreeBuilder {
  /// Notes what stands before a node.
  /// - Returns: where the node itself starts.
  private mutating func define(_ properties: YAMLEvent.Properties, _ range: Range<Int>) -> Int {
    guard properties.anchor != nil || properties.tag != nil else { return range.lowerBound }
    let marks = NodeProperties(source: source, range: range)
    if properties.tag != nil {
      report(
        Diagnostic(
          .error, .tagRefused, "tags are not read", at: span(marks.tag ?? range),
          help: ["remove the tag; each key knows the type of its value"]))
    }
    if let anchor = properties.anchor { define(anchor, at: span(marks.anchor ?? range)) }
    return marks.end
  }

  private mutating func define(_ anchor: String, at span: SourceSpan) {
    if let first = anchors[anchor] {
      return report(
        Diagnostic(
          .error, .duplicateAnchor, "duplicate anchor `\(anchor)`", at: span,
          label: "first written on line \(first.span.startLine)",
          secondary: [.init(span: first.span, text: "first written here")]))
    }
    anchors.define(anchor, isInsideExtension ? .open : .outside, at: span)
  }

  /// Whether the node that comes next is, or is inside, the value of a top-level `x-…` key.
  private var isInsideExtension: Bool {
    open.first?.pendingKey?.bytes.starts(with: "x-".utf8) == true
  }

  private mutating func take(alias name: String, _ range: Range<Int>) throws(Stop) {
    lastEnd = range.upperBound
    if open.last?.expectsKey == true {
      throw stop(.aliasRefused, "an alias cannot be a key", at: span(range), help: ["write the key out"])
    }
    guard case .complete(let subtree)? = anchors[name]?.state else {
      report(refusal(ofAlias: name, at: span(range)))
      try count(1, at: range)
      return place(Node(kind: .refused, span: span(range)), height: 0)
    }
    guard open.count + subtree.height <= LoaderLimits.depth else { throw tooDeep(at: range) }
    try count(subtree.nodes, at: range)
    place(subtree.node, height: subtree.height)
  }

  private func refusal(ofAlias name: String, at span: SourceSpan) -> Diagnostic {
    guard let anchor = anchors[name] else {
      let near = Suggestion.near(name, in: anchors.usable)
      return Diagnostic(
        .error, .unknownAnchor, "no anchor `\(name)` before this alias", at: span,
        label: near.map { "did you mean `\($0)`?" },
        help: near == nil ? ["put a text that begins with `*` in quotes"] : [])
    }
    if case .open = anchor.state {
      return Diagnostic(
        .error, .selfReference, "alias `\(name)` stands inside of what it names", at: span,
        secondary: [.init(span: anchor.span, text: "anchored here")])
    }
    return Diagnostic(
      .error, .aliasRefused, "anchor `\(name)` is not inside an `x-` key", at: span,
      secondary: [.init(span: anchor.span, text: "anchored here")],
      help: ["move what is shared under a top-level key such as `x-shared`"])
  }
}
