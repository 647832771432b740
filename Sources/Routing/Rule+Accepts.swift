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
    try accepts(subject, contentOffset: contentOffset, bindings: scope.bindings, outbox: &outbox, scope: scope)
  }

  /// `accepts` for who has the bindings of `scope` in hand.
  package func accepts(
    _ subject: Span<UInt8>, contentOffset: Int?, bindings: Bindings?, outbox: inout Outbox,
    scope: borrowing some TemplateScope
  ) throws(FrameRefusal) -> Bool {
    if case .anything = match, conditions.isEmpty { return true }
    let mark = bindings?.mark
    guard match.holds(for: subject, contentOffset: contentOffset, bindings: bindings, outbox: &outbox, scope: scope),
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
    for subject: Span<UInt8>, contentOffset: Int?, bindings: Bindings?, outbox: inout Outbox,
    scope: borrowing some TemplateScope
  ) -> Bool {
    switch self {
    case .anything: return true
    case .patterns(let patterns):
      for index in patterns.indices
      where patterns[index].matches(
        subject, contentOffset: contentOffset, bindings: bindings, outbox: &outbox, scope: scope)
      {
        return true
      }
      return false
    case .regex(let expression):
      return expression.matches(subject, contentOffset: contentOffset, bindings: bindings)
    }
  }
}

extension Pattern {
  /// Whether `subject` looks like this, with values as the scope knows them. See `matches`.
  fileprivate func matches(
    _ subject: Span<UInt8>, contentOffset: Int?, bindings: Bindings?, outbox: inout Outbox,
    scope: borrowing some TemplateScope
  ) -> Bool {
    guard !values.isEmpty else {
      return matches(subject, contentOffset: contentOffset, bindings: bindings) { _ in nil }
    }
    // A closure cannot hold a borrowed scope; only patterns with values pay for the copy.
    let scope = copy scope
    return matches(subject, contentOffset: contentOffset, bindings: bindings) { value in
      try? value.bytes(limit: Template.maximumValue, with: &outbox, scope: scope)
    }
  }
}

extension [Condition] {
  /// Whether all of them hold. Binds what their patterns capture, as far as they hold.
  ///
  /// - Throws: `FrameRefusal` where a filter cannot convert its value.
  package func hold(outbox: inout Outbox, scope: borrowing some TemplateScope) throws(FrameRefusal) -> Bool {
    for index in indices {
      guard try self[index].holds(outbox: &outbox, scope: scope) else { return false }
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
    let bindings = scope.bindings
    for index in patterns.indices
    where patterns[index].matches(
      value.span, contentOffset: nil, bindings: bindings, outbox: &outbox, scope: scope)
    {
      return true
    }
    return false
  }
}

extension Template {
  /// The largest value that a pattern is held against, in bytes.
  package static let maximumValue = 16 * 1024 * 1024
}
