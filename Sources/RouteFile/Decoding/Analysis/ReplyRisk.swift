import Framing
import Routing

/// Replies of a route in which a value may hold what ends a frame.
struct ReplyRisk {
  /// Who sends the reply.
  enum Sender: Hashable {
    case rule(state: Int, rule: Int)
    /// Index in the order of `Events.all`.
    case event(Int)
    case timer(Int)
  }

  struct Finding: Equatable {
    var sender: Sender
    /// Index of the reply in its list, and of the part in its template.
    var reply: Int
    var part: Int
    var mark: [UInt8]
  }

  static func findings(in route: Route) -> [Finding] {
    var flows: [FrameEnd: ValueFlow?] = [:]
    return senders(of: route).flatMap { sender, actions in
      actions.replies.enumerated().flatMap { index, reply -> [Finding] in
        guard reply.template.parts.contains(where: \.isValue), let kind = reply.wrapping.kind(route) else { return [] }
        let end = FrameEnd(of: kind)
        guard !end.marks.isEmpty else { return [] }
        if flows[end] == nil { flows[end] = ValueFlow(route, against: end) }
        guard let flow = flows[end] ?? nil else { return [] }
        return risks(in: reply.template, flow.scope(of: sender, actions, route), flow, end).map {
          Finding(sender: sender, reply: index, part: $0.part, mark: $0.mark)
        }
      }
    }
  }

  private static func risks(
    in template: Template, _ scope: ValueFlow.Scope, _ flow: ValueFlow, _ end: FrameEnd
  ) -> [(part: Int, mark: [UInt8])] {
    template.parts.enumerated().compactMap { index, part in
      guard part.isValue else { return nil }
      return end.mark(in: flow.content(of: part, in: scope)).map { (index, $0) }
    }
  }

  private static func senders(of route: Route) -> [(Sender, Actions)] {
    let rules = route.states.enumerated().flatMap { state, value in
      value.rules.enumerated().map { (Sender.rule(state: state, rule: $0), $1.actions) }
    }
    return rules + route.events.all.enumerated().map { (.event($0), $1) }
      + route.timers.enumerated().map { (.timer($0), $1.actions) }
  }
}

extension ValueFlow {
  fileprivate func scope(of sender: ReplyRisk.Sender, _ actions: Actions, _ route: Route) -> Scope {
    guard case .rule(let state, let rule) = sender else { return scope(of: nil, after: actions) }
    return scope(of: state, rule: route.states[state].rules[rule], after: actions)
  }
}

extension Reply.Wrapping {
  /// The framing that checks the reply; none for a payload whose length was announced.
  fileprivate func kind(_ route: Route) -> Framing.Kind? {
    switch self {
    case .route: route.framing.kind
    case .counted: nil
    case .other(let encoder): encoder.kind
    }
  }
}

extension Template.Part {
  fileprivate var isValue: Bool {
    if case .value = self { true } else { false }
  }
}
