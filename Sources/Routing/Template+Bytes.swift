package import Framing

extension Template {
  /// What the template says now, aside from any reply: for variables, conditions and logs.
  ///
  /// - Parameter limit: bytes.
  /// - Parameter outbox: the working place; nothing is left in it. No frame is open in it.
  /// - Throws: `FrameRefusal.badValue`, and `tooLong` beyond `limit`.
  package func bytes(
    limit: Int, with outbox: inout Outbox, scope: borrowing some TemplateScope
  ) throws(FrameRefusal) -> [UInt8] {
    outbox.openFrame(limit: limit)
    defer { outbox.abandonFrame() }
    let scope = copy scope
    let rendered = try scope.withFrame { (content) throws(FrameRefusal) in
      try renderedAside(with: &outbox, content: content, scope: scope)
    }
    if outbox.hasOverflowed { throw .tooLong(limit: limit) }
    return rendered
  }
}
