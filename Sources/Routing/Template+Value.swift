import Framing

extension Template.Value {
  /// Appends the value to the open frame, as the scope knows it now.
  func append(to outbox: inout Outbox, content: Span<UInt8>, scope: borrowing some TemplateScope) {
    switch self {
    case .frame: outbox.appendValue(content)
    case .line: scope.withLine { outbox.appendValue($0) }
    case .field(let field): scope.withField(field) { outbox.appendValue($0) }
    case .slot(let slot):
      guard let bindings = scope.bindings else { return }
      bindings.withSlot(slot, content: content) { outbox.appendValue($0) }
    case .variable(let index): Self.append(index, of: scope.bindings?.variables, to: &outbox)
    case .shared(let index): Self.append(index, of: scope.bindings?.shared, to: &outbox)
    case .peerIP: outbox.appendValue(scope.peerIP.span)
    case .route: outbox.appendValue(scope.routeName.span)
    case .host: outbox.appendValue(scope.hostName.span)
    case .constant(let bytes): outbox.appendValue(bytes.span)
    case .peerPort: outbox.appendNumber(scope.peerPort)
    case .localPort: outbox.appendNumber(scope.localPort)
    case .connectionID: outbox.appendNumber(scope.connectionID)
    case .connectionSeconds: outbox.appendNumber(scope.connectionSeconds)
    case .frameNumber: outbox.appendNumber(scope.frameNumber)
    case .uuid: outbox.appendUUID(scope.randomBits(), scope.randomBits())
    case .now: outbox.appendTimestamp(milliseconds: scope.wallMilliseconds)
    case .nowFormatted(let format): TimeFormat.append(format, milliseconds: scope.wallMilliseconds, to: &outbox)
    case .random(let range): outbox.appendNumber(range.element(at: scope.randomBits()))
    }
  }

  private static func append(_ index: Int, of values: [[UInt8]]?, to outbox: inout Outbox) {
    guard let values, index < values.count else { return }
    let value = values[index]
    outbox.appendValue(value.span)
  }
}

extension Template.Value {
  /// Appends the value and runs it through `filters`; stops once the frame has overflowed.
  ///
  /// The frame's limit is for what comes out: the length of a value may be told in a frame that could not hold it.
  func append(
    to outbox: inout Outbox, through filters: [Filter], content: Span<UInt8>, scope: borrowing some TemplateScope
  ) throws(FrameRefusal) {
    guard !filters.isEmpty else { return append(to: &outbox, content: content, scope: scope) }
    let start = outbox.frameCount
    let limit = outbox.stretchLimit(for: storedCount(content: content, scope: scope))
    defer { outbox.restoreLimit(limit) }
    append(to: &outbox, content: content, scope: scope)
    for filter in filters {
      guard !outbox.hasOverflowed else { return }
      let known = try filter.resolved(with: &outbox, content: content, scope: scope)
      guard !outbox.hasOverflowed else { return }
      try known.apply(to: &outbox, from: start)
    }
  }

  /// Bytes of a value that is kept in memory, whose size a peer or the author chose; 0 for those made on the way.
  private func storedCount(content: Span<UInt8>, scope: borrowing some TemplateScope) -> Int {
    switch self {
    case .frame: return content.count
    case .line: return scope.withLine { $0.count }
    case .field(let field): return scope.withField(field) { $0.count }
    case .slot(let slot):
      guard let bindings = scope.bindings else { return 0 }
      return bindings.withSlot(slot, content: content) { $0.count }
    case .variable(let index): return Self.storedCount(index, of: scope.bindings?.variables)
    case .shared(let index): return Self.storedCount(index, of: scope.bindings?.shared)
    default: return 0
    }
  }

  private static func storedCount(_ index: Int, of values: [[UInt8]]?) -> Int {
    guard let values, index < values.count else { return 0 }
    return values[index].count
  }
}

extension Template {
  /// Renders at the end of the open frame and takes the result away again.
  func renderedAside(
    with outbox: inout Outbox, content: Span<UInt8>, scope: borrowing some TemplateScope
  ) throws(FrameRefusal) -> [UInt8] {
    let start = outbox.frameCount
    for part in parts {
      switch part {
      case .text(let text): outbox.appendValue(text.span)
      case .value(let value, let filters):
        try value.append(to: &outbox, through: filters, content: content, scope: scope)
      }
    }
    defer { outbox.dropValue(from: start) }
    return outbox.value(from: start)
  }
}
