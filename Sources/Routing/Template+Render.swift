package import Framing

extension Template {
  /// Renders into the open frame of `outbox`; stops early once the frame has overflowed, which `closeFrame` reports.
  ///
  /// - Throws: `FrameRefusal.badValue` where a filter cannot convert its value; the caller abandons the frame.
  package func render(into outbox: inout Outbox, scope: borrowing some TemplateScope) throws(FrameRefusal) {
    let scope = copy scope
    try scope.withFrame { (content) throws(FrameRefusal) in
      try render(into: &outbox, content: content, scope: scope)
    }
  }

  /// `render` for a caller who has the content of the frame in hand: what `scope.withFrame` would lend.
  package func render(
    into outbox: inout Outbox, content: Span<UInt8>, scope: borrowing some TemplateScope
  ) throws(FrameRefusal) {
    for index in program.indices {
      let step = program[index]
      switch step {
      case .text(let offset, let count):
        outbox.appendText(literals.span.extracting(offset..<offset + count))
      case .frame, .upperFrame, .lowerFrame:
        let start = outbox.frameCount
        outbox.appendValue(content)
        if step != .frame { Template.changeCase(of: &outbox, from: start, upper: step == .upperFrame) }
        outbox.endValue(from: start, checked: false)
      case .value(let part):
        try renderValue(part, into: &outbox, content: content, scope: scope)
      }
    }
  }

  private static func changeCase(of outbox: inout Outbox, from start: Int, upper: Bool) {
    outbox.withValue(from: start) { upper ? ASCII.uppercase(&$0) : ASCII.lowercase(&$0) }
  }

  private func renderValue(
    _ part: Int, into outbox: inout Outbox, content: Span<UInt8>, scope: borrowing some TemplateScope
  ) throws(FrameRefusal) {
    guard case .value(let value, let filters) = parts[part] else { return }
    let start = outbox.frameCount
    try value.append(to: &outbox, through: filters, content: content, scope: scope)
    outbox.endValue(from: start, checked: false)
  }
}

extension Filter {
  /// This filter with placeholders in its arguments filled in. The free end of the open frame is the
  /// working place, so that the frame's limit bounds an argument too.
  ///
  /// - Throws: `FrameRefusal.badValue` where a placeholder brings what the argument cannot be.
  func resolved(
    with outbox: inout Outbox, content: Span<UInt8>, scope: borrowing some TemplateScope
  ) throws(FrameRefusal) -> Filter {
    guard !isConstant else { return self }
    var known: [Argument] = []
    for argument in arguments {
      guard case .rendered(let template, let parameter) = argument else {
        known.append(argument)
        continue
      }
      let bytes = try template.renderedAside(with: &outbox, content: content, scope: scope)
      guard !outbox.hasOverflowed else { return self }
      do throws(Template.ArgumentFault) {
        known.append(try parameter.argument(bytes))
      } catch {
        throw .badValue(filter: name.rawValue)
      }
    }
    return Filter(name, known)
  }
}
