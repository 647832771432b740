import Framing
import Routing

/// The answer of a route with one rule that takes every frame and does no more than reply, and perhaps close.
///
/// A way of its own for the most frequent case. What it needs lies in constants of objects, so that rendering
/// and wrapping a reply borrow it: copies of a template and an encoder are a third of the work of a short reply.
final class PlainAnswer {
  private let replies: [PlainReply]
  private let encoder: FrameEncoder
  private let limit: Int
  let closes: Bool

  private final class PlainReply {
    let template: Template

    init(_ template: Template) { self.template = template }
  }

  /// Nothing where the route does more.
  init?(_ route: Route) {
    guard route.states.count == 1, let rule = route.states[0].rules.first, rule.isCatchAll,
      !Memory.isNeeded(by: route), rule.actions.isPlain
    else { return nil }
    replies = rule.actions.replies.map { PlainReply($0.template) }
    encoder = FrameEncoder(route.framing)
    limit = route.limits.reply ?? Int.max
    closes = rule.actions.ending == .close
  }

  /// Renders the replies; the first that cannot go out is the last that is tried. Nothing is sent where a value
  /// cannot be converted. See `Session.speak`.
  func render(into outbox: inout Outbox, scope: borrowing ReplyScope) throws(FrameRefusal) {
    let before = (bytes: outbox.count, replies: scope.link.replies)
    for reply in replies {
      outbox.openFrame(limit: limit)
      do throws(FrameRefusal) {
        try reply.template.render(into: &outbox, scope: scope)
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
