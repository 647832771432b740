package import Framing

// Stands in until patterns match.
extension Pattern {
  package var text: [UInt8] { [] }
  package var literalPrefix: [UInt8] { [] }
}

extension Rule {
  package func accepts(
    _ subject: Span<UInt8>, contentOffset: Int?, outbox: inout Outbox, scope: borrowing some TemplateScope
  ) throws(FrameRefusal) -> Bool {
    guard case .anything = match else { return false }
    for condition in conditions {
      guard try condition.holds(outbox: &outbox, scope: scope) else { return false }
    }
    return true
  }
}

extension Condition {
  package func holds(outbox: inout Outbox, scope: borrowing some TemplateScope) throws(FrameRefusal) -> Bool {
    false
  }
}
