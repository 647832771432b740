package import Framing

extension Rule {
  /// Whether match and every `when` hold. Binds what is captured, and leaves no binding behind where they do not.
  ///
  /// `outbox` lends its free end to compute values in; no frame may be open.
  /// - Parameter contentOffset: where `subject` stands in the content of the frame in hand; see `Pattern.matches`.
  /// - Throws: `FrameRefusal` where a filter of a `when` cannot convert its value.
  package func accepts(
    _ subject: Span<UInt8>, contentOffset: Int?, outbox: inout Outbox, scope: borrowing some TemplateScope
  ) throws(FrameRefusal) -> Bool {
    if case .anything = match, conditions.isEmpty { return true }
    let bindings = scope.bindings
    let mark = bindings?.mark
    guard match.holds(for: subject, contentOffset: contentOffset, outbox: &outbox, scope: scope),
      try conditions.hold(outbox: &outbox, scope: scope)
    else {
      if let mark { bindings?.rollback(to: mark) }
      return false
    }
    return true
  }
}

extension Match {
  fileprivate func holds(
    for subject: Span<UInt8>, contentOffset: Int?, outbox: inout Outbox, scope: borrowing some TemplateScope
  ) -> Bool {
    switch self {
    case .anything: return true
    case .patterns(let patterns):
      for pattern in patterns
      where pattern.matches(subject, contentOffset: contentOffset, outbox: &outbox, scope: scope) {
        return true
      }
      return false
    case .regex(let expression):
      return expression.matches(subject, contentOffset: contentOffset, bindings: scope.bindings)
    }
  }
}

extension Pattern {
  /// Whether `subject` looks like this, with values as the scope knows them. See `matches`.
  fileprivate func matches(
    _ subject: Span<UInt8>, contentOffset: Int?, outbox: inout Outbox, scope: borrowing some TemplateScope
  ) -> Bool {
    guard !values.isEmpty else {
      return matches(subject, contentOffset: contentOffset, bindings: scope.bindings) { _ in nil }
    }
    // A closure cannot hold a borrowed scope; only patterns with values pay for the copy.
    let scope = copy scope
    return matches(subject, contentOffset: contentOffset, bindings: scope.bindings) { value in
      try? value.bytes(limit: Template.maximumValue, with: &outbox, scope: scope)
    }
  }
}

extension [Condition] {
  /// Whether all of them hold. Binds what their patterns capture, as far as they hold.
  ///
  /// - Throws: `FrameRefusal` where a filter cannot convert its value.
  package func hold(outbox: inout Outbox, scope: borrowing some TemplateScope) throws(FrameRefusal) -> Bool {
    for condition in self {
      guard try condition.holds(outbox: &outbox, scope: scope) else { return false }
    }
    return true
  }
}

extension Condition {
  /// Whether one of the patterns matches the value; binds copies of what that one captures.
  ///
  /// - Throws: `FrameRefusal` where a filter cannot convert the value.
  package func holds(outbox: inout Outbox, scope: borrowing some TemplateScope) throws(FrameRefusal) -> Bool {
    let value = try self.value.bytes(limit: Template.maximumValue, with: &outbox, scope: scope)
    for pattern in patterns where pattern.matches(value.span, contentOffset: nil, outbox: &outbox, scope: scope) {
      return true
    }
    return false
  }
}

extension Template {
  /// The largest value that a pattern is held against, in bytes.
  package static let maximumValue = 16 * 1024 * 1024
}
