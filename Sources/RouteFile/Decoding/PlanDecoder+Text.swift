import Framing
import Routing

/// Where a template or a pattern stands, which decides what it can name and what can be said about it.
struct TextContext {
  var names: Names
  /// Where that is, as a message says it: `a reply`.
  var place: String
  var newline = Template.NewlinePolicy.verbatim
  /// How replies are written; nothing where the framing itself could not be read.
  var framing: Framing?
  /// Whether there is no frame to answer.
  var isEvent = false
  var ignoresCase = false
  /// What is captured somewhere in the route, perhaps not here.
  var captures = CaptureTexts()
  /// What the conditions of single replies need.
  var nestedSlots = 0

  init(names: Names, place: String, isEvent: Bool = false) {
    self.names = names
    self.place = place
    self.isEvent = isEvent
  }

  init(_ draft: RouteDraft, names: Names, place: String, isEvent: Bool = false) {
    self.init(names: names, place: place, isEvent: isEvent)
    framing = draft.framing
    ignoresCase = draft.ignoresCase
    captures = draft.captures
  }

  var slotCount: Int { max(names.slotCount, nestedSlots) }
}

extension PlanDecoder {
  /// Compiles a template; everything wrong with it is reported.
  mutating func compile(_ scalar: Scalar, _ context: TextContext) -> Template? {
    guard let source = readable(scalar) else { return nil }
    let (template, problems) = Template.compile(source.bytes, newline: context.newline, names: context.names)
    report(problems, in: source, context)
    return template
  }

  /// The scalar as a template or a pattern is read; nothing where `${…}` stands within a placeholder.
  mutating func readable(_ scalar: Scalar) -> Scalar? {
    let crossings = scalar.substitutionsInPlaceholders
    guard crossings.isEmpty else {
      let locator = scalar.locator()
      for range in crossings {
        report(
          .substitutionInPlaceholder, "`${…}` cannot stand within `<…>`: what it brings in is text",
          at: locator.span(of: range))
      }
      return nil
    }
    return scalar.forTemplate()
  }

  mutating func report(_ problems: [Template.Problem], in scalar: Scalar, _ context: TextContext) {
    guard !problems.isEmpty else { return }
    let locator = scalar.locator()
    for problem in problems {
      report(TemplateMessage(problem.kind, context, suggests: !isHopeless), at: locator.span(of: problem.range))
    }
  }

  mutating func report(_ text: TemplateMessage, at span: SourceSpan) {
    report(
      text.code, text.message, at: span, label: didYouMean(text.suggestion), notes: text.note.map { [$0] } ?? [],
      help: text.help.map { [$0] } ?? [])
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
    next == UInt8(ascii: "_") || next == UInt8(ascii: "=") || next.isASCIILetter
  }
}
