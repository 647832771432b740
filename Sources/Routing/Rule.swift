package import Framing

/// One way to read and answer: the rules that are in force, and the framing they read by.
package struct State: Sendable {
  /// Nothing for the single state of a route that declares none.
  package var name: String?
  /// How frames are read here; replies keep the route's framing.
  package var read: Framing
  package var rules: [Rule]

  package init(name: String? = nil, read: Framing, rules: [Rule]) {
    self.name = name
    self.read = read
    self.rules = rules
  }
}

/// What is done with a frame.
package struct Rule: Sendable {
  /// The metric label; unnamed rules are counted together.
  package var name: String?
  package var actions: Actions

  package init(name: String? = nil, actions: Actions) {
    self.name = name
    self.actions = actions
  }
}

/// The actions of a rule or an event, in the order in which they are carried out.
package struct Actions: Sendable {
  /// One frame each.
  package var reply: [Template]
  package var ending: Ending

  package init(reply: [Template] = [], ending: Ending = .stay) {
    self.reply = reply
    self.ending = ending
  }

  package enum Ending: Sendable, Equatable {
    /// Wait for the next frame.
    case stay
    /// Begin the close sequence once the reply is out.
    case close
    /// `continue: true` of an event that would otherwise close: go on at the next true boundary.
    case resume
  }
}

/// What a connection says when something happens that is no frame. Nothing means the default.
package struct Events: Sendable {
  package var connect: Actions?
  package var eof: Actions?
  package var idle: Actions?
  package var oversize: Actions?
  package var badFrame: Actions?
  package var frameTimeout: Actions?
  package var refused: Actions?
  package var shutdown: Actions?

  package init() {}
}
