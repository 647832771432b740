import Framing
import Routing

extension PlanDecoder {
  /// Where a reply stands, which decides what can be said about it.
  struct ReplyContext {
    /// Nothing where the framing itself could not be read.
    var framing: Framing?
    /// Whether there is no frame to answer.
    var isEvent = false
  }

  /// The frames of a reply: one, or a list of them.
  mutating func readReply(_ node: Node, _ context: ReplyContext) -> [Template] {
    guard case .sequence(let items) = node.kind else { return readTemplate(node, context).map { [$0] } ?? [] }
    if items.isEmpty { emptyList(node, KeyTable.Route.reply, help: "`\"\"` is an empty frame") }
    return items.compactMap { readTemplate($0, context) }
  }

  private mutating func readTemplate(_ node: Node, _ context: ReplyContext) -> Template? {
    if case .mapping = node.kind {
      report(
        .notAvailable, "a reply with options of its own is not available in this version", at: place(of: node),
        help: ["write the text alone"])
      return nil
    }
    guard let scalar = readScalar(node, KeyTable.Route.reply) else { return nil }
    let policy = Template.NewlinePolicy(context.framing ?? defaults.framing)
    let crossings = scalar.substitutionsInPlaceholders
    guard crossings.isEmpty else {
      report(crossings, in: scalar)
      return nil
    }
    let source = scalar.forTemplate()
    let (template, problems) = Template.compile(source.bytes, newline: policy)
    report(problems, in: source)
    if let template { warnings(of: template, scalar, context) }
    return template
  }

  private mutating func report(_ crossings: [Range<Int>], in scalar: Scalar) {
    let locator = scalar.locator()
    for range in crossings {
      report(
        .substitutionInPlaceholder, "`${…}` cannot stand within `<…>`: what it brings in is text",
        at: locator.span(of: range))
    }
  }

  private mutating func report(_ problems: [Template.Problem], in scalar: Scalar) {
    guard !problems.isEmpty else { return }
    let locator = scalar.locator()
    for problem in problems {
      let text = TemplateMessage(problem.kind, suggests: !isHopeless)
      report(
        text.code, text.message, at: locator.span(of: problem.range), label: didYouMean(text.suggestion),
        notes: text.note.map { [$0] } ?? [], help: text.help.map { [$0] } ?? [])
    }
  }
}

extension Scalar {
  /// Where `${…}` stands within a placeholder, which is refused: what it brings in is text.
  var substitutionsInPlaceholders: [Range<Int>] {
    var place = 0
    return literalRanges.filter { range in
      defer { place = range.upperBound }
      return Scalar.leavesOpen(bytes[place..<range.lowerBound])
    }
  }

  /// Whether a placeholder begins here that does not end here.
  private static func leavesOpen(_ bytes: ArraySlice<UInt8>) -> Bool {
    var depth = 0
    for (byte, next) in zip(bytes, bytes.dropFirst() + [0]) {
      if byte == UInt8(ascii: "<"), opensPlaceholder(next) { depth += 1 }
      if byte == UInt8(ascii: ">"), depth > 0 { depth -= 1 }
    }
    return depth > 0
  }

  private static func opensPlaceholder(_ next: UInt8) -> Bool {
    next == UInt8(ascii: "_") || next == UInt8(ascii: "=") || next < 0x80 && Character(UnicodeScalar(next)).isLetter
  }
}
