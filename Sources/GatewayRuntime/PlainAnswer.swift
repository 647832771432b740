import Framing
import Routing

/// The answer of a route with one rule that takes every frame and does no more than reply, and perhaps close.
///
/// A way of its own for the most frequent case, and within it another for replies that are nothing but text and the
/// frame.
final class PlainAnswer {
  private let replies: [Reply]
  private let stencil: Stencil?
  /// How frames are answered in one go, where none of them ends the connection.
  let batches: Stencil?
  private let encoder: FrameEncoder
  private let limit: Int
  let closes: Bool

  /// Nothing where the route does more.
  init?(_ route: Route) {
    guard route.states.count == 1, let rule = route.states[0].rules.first, rule.isCatchAll,
      !Memory.isNeeded(by: route), rule.actions.isPlain
    else { return nil }
    replies = rule.actions.replies
    encoder = FrameEncoder(route.framing)
    limit = route.limits.reply ?? Int.max
    closes = rule.actions.ending == .close
    let texts = replies.compactMap(\.template.textsAroundFrame)
    let isUniform = texts.count == replies.count && route.states[0].read.kind == route.framing.kind
    stencil = isUniform ? Stencil(texts, framing: route.framing, limit: limit) : nil
    batches = closes ? nil : stencil
  }

  /// Renders the replies; the first that cannot go out is the last that is tried. Nothing is sent where a value
  /// cannot be converted. See `Session.speak`.
  func render(_ frame: Span<UInt8>, into outbox: inout Outbox, scope: Session) throws(FrameRefusal) {
    if let stencil, outbox.append(stencil, around: frame) {
      scope.link.replies += stencil.count
    } else {
      try renderEach(frame, into: &outbox, scope: scope)
    }
  }

  private func renderEach(_ frame: Span<UInt8>, into outbox: inout Outbox, scope: Session) throws(FrameRefusal) {
    let before = (bytes: outbox.count, replies: scope.link.replies)
    for index in replies.indices {
      outbox.openFrame(limit: limit)
      do throws(FrameRefusal) {
        try replies[index].template.render(into: &outbox, content: frame, scope: scope)
      } catch {
        outbox.abandonFrame()
        if case .badValue = error {
          outbox.withdraw(to: before.bytes)
          scope.link.replies = before.replies
        }
        throw error
      }
      try outbox.closeFrame(encoder)
      scope.link.replies += 1
    }
  }
}

extension Actions {
  fileprivate var isPlain: Bool {
    guard bindings.isEmpty, assignments.isEmpty, delay == nil, log == nil else { return false }
    guard ending == .stay || ending == .close else { return false }
    return replies.allSatisfy { reply in
      if case .route = reply.wrapping { reply.conditions.isEmpty } else { false }
    }
  }
}
