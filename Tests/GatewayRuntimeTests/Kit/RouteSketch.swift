import Framing
import Routing

/// A route in the making: lines, one reply, and every default, unless a test changes it.
struct RouteSketch {
  var framing = Framing(.line(reply: .lf))
  var replies: [String]
  var ending = Actions.Ending.stay
  var events = Events()
  var limits = Limits()
  var timeouts = Timeouts()
  var allow: [AddressBlock] = []
  var listeners: [Listen] = []
  var foreign = ForeignPolicy.allow

  func route(named name: String) -> Route {
    let rule = Rule(actions: Actions(reply: replies.map(Template.compiled), ending: ending))
    return Route(
      name: name, listeners: listeners, allow: allow, framing: framing, states: [State(read: framing, rules: [rule])],
      events: events, limits: limits, timeouts: timeouts, foreign: foreign)
  }
}

extension Route {
  /// - Parameters:
  ///   - replies: to every frame, each a frame of its own.
  static func answering(
    _ replies: String..., name: String = "test", change: (inout RouteSketch) -> Void = { _ in }
  ) -> Route {
    var sketch = RouteSketch(replies: replies)
    change(&sketch)
    return sketch.route(named: name)
  }
}

extension Actions {
  static func saying(_ replies: String..., then ending: Ending = .stay) -> Actions {
    Actions(reply: replies.map(Template.compiled), ending: ending)
  }
}

extension Template {
  /// - Precondition: nothing is wrong with `text`.
  static func compiled(_ text: String) -> Template {
    let (template, problems) = compile(Array(text.utf8), newline: .verbatim)
    precondition(problems.isEmpty, "\(problems)")
    return template ?? Template(parts: [])
  }
}
