import Framing
import Routing

// What is allowed in a reply, and is seldom meant.
extension PlanDecoder {
  mutating func warnings(of template: Template, _ scalar: Scalar, _ context: TextContext) {
    warnFilterName(scalar, context)
    if let framing = context.framing { warnTypedTerminator(scalar, framing) }
    if context.isEvent, template.parts.contains(where: \.asksForFrame) { warnFrameInEvent(scalar) }
  }

  /// `reply: uppercase` is that word; `<line|upper>` was meant.
  private mutating func warnFilterName(_ scalar: Scalar, _ context: TextContext) {
    let text = scalar.text
    guard let filter = Filter.definition(named: text) else { return }
    let value = context.isEvent ? "peer.ip" : "line"
    warn(
      .filterNameReply, "this reply is the word \(text.quoted), not what the filter makes of a line", at: scalar.span,
      label: didYouMean("<\(value)|\(filter.name.rawValue)>"))
  }

  /// The framing writes its own terminator.
  private mutating func warnTypedTerminator(_ scalar: Scalar, _ framing: Framing) {
    guard let (range, terminator) = TypedTerminator.find(in: scalar.bytes, framing) else { return }
    warn(
      .typedTerminator, "the framing ends every reply in `\(terminator)` by itself", at: scalar.span(of: range),
      help: ["leave it out"])
  }

  private mutating func warnFrameInEvent(_ scalar: Scalar) {
    let text = scalar.bytes
    let ranges = text.indices.lazy.compactMap { index in
      ["line", "frame"].first { text[index...].starts(with: "<\($0)".utf8) }
        .map { index + 1..<index + 1 + $0.utf8.count }
    }
    warn(
      .frameInEvent, "`<line>` is empty here: an event or a timer answers no frame",
      at: ranges.first.map { scalar.span(of: $0) } ?? scalar.span)
  }
}

extension Template.Part {
  /// Whether the frame is asked for, at whatever depth.
  var asksForFrame: Bool {
    guard case .value(let value, let filters) = self else { return false }
    return value == .frame || filters.contains { $0.asksForFrame }
  }
}

extension Filter {
  var asksForFrame: Bool {
    arguments.contains { argument in
      guard case .rendered(let template, _) = argument else { return false }
      return template.parts.contains(where: \.asksForFrame)
    }
  }
}

/// Terminators typed into replies whose framing writes them anyway.
enum TypedTerminator {
  /// The typed bytes and how they are shown: CR LF anywhere in a reply of lines, the mark at the end of others.
  static func find(in text: [UInt8], _ framing: Framing) -> (range: Range<Int>, shown: String)? {
    switch framing.kind {
    case .line(let end):
      return lineEnd(in: text).map { ($0, end == .crlf ? "\\r\\n" : "\\n") }
    case .crlf: return lineEnd(in: text).map { ($0, "\\r\\n") }
    case .delimiter(let marks): return marks.first.flatMap { suffix($0, of: text) }
    case .between(_, let end, _): return suffix(end, of: text)
    default: return nil
    }
  }

  private static func lineEnd(in text: [UInt8]) -> Range<Int>? {
    text.indices.dropLast().first { text[$0] == 0x0d && text[$0 + 1] == 0x0a }.map { $0..<$0 + 2 }
  }

  private static func suffix(_ mark: [UInt8], of text: [UInt8]) -> (range: Range<Int>, shown: String)? {
    guard !mark.isEmpty, text.count >= mark.count, text.suffix(mark.count).elementsEqual(mark) else { return nil }
    return (text.count - mark.count..<text.count, YAMLText.escape(mark))
  }
}
