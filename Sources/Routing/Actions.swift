package import Framing

/// The actions of a rule, an event or a timer, in the order in which they are carried out.
package final class Actions: Sendable {
  /// `let`: names for values, for this rule, and for the state that its `goto` leads to.
  package let bindings: [Binding]
  /// `set`: variables that get new values, one after the other.
  package let assignments: [Assignment]
  /// How long the reply waits.
  package let delay: Duration?
  /// One frame each.
  package let replies: [Reply]
  package let log: Template?
  package let ending: Ending

  package init(
    bindings: [Binding] = [], assignments: [Assignment] = [], delay: Duration? = nil, replies: [Reply] = [],
    log: Template? = nil, ending: Ending = .stay
  ) {
    self.bindings = bindings
    self.assignments = assignments
    self.delay = delay
    self.replies = replies
    self.log = log
    self.ending = ending
  }

  /// Actions that do no more than reply.
  package convenience init(reply: [Template], ending: Ending = .stay) {
    self.init(replies: reply.map { Reply($0) }, ending: ending)
  }

  /// The same actions with another ending.
  package func ending(_ ending: Ending) -> Actions {
    Actions(
      bindings: bindings, assignments: assignments, delay: delay, replies: replies, log: log, ending: ending)
  }

  package struct Binding: Sendable, Equatable {
    /// As the author gave it.
    package var name: String
    package var slot: Int
    package var value: Template

    package init(name: String = "", slot: Int, value: Template) {
      self.name = name
      self.slot = slot
      self.value = value
    }
  }

  package struct Assignment: Sendable, Equatable {
    package enum Target: Sendable, Equatable {
      /// An index into `Route.variables`.
      case variable(Int)
      /// An index into `Route.shared`.
      case shared(Int)
    }

    package var target: Target
    package var value: Template

    package init(_ target: Target, _ value: Template) {
      self.target = target
      self.value = value
    }
  }

  package enum Ending: Sendable, Equatable {
    /// Wait for the next frame.
    case stay
    /// Begin the close sequence once the reply is out.
    case close
    /// `continue: true` of an event that would otherwise close: go on at the next true boundary.
    case resume
    /// Go on in another state.
    case goto(Goto)
    /// Send RST: nothing more is written, and what is owed is lost.
    case reset
  }

  /// The way into a state.
  package struct Goto: Sendable, Equatable {
    /// An index into `Route.states`.
    package var state: Int
    /// See `Bindings.carry`.
    package var carry: [Int?]

    package init(state: Int, carry: [Int?] = []) {
      self.state = state
      self.carry = carry
    }
  }
}

/// One frame that goes out.
package final class Reply: Sendable {
  package let template: Template
  package let wrapping: Wrapping
  /// What must hold for it to be sent.
  package let conditions: [Condition]

  package init(_ template: Template, wrapping: Wrapping = .route, conditions: [Condition] = []) {
    self.template = template
    self.wrapping = wrapping
    self.conditions = conditions
  }

  package enum Wrapping: Sendable {
    /// The route's framing.
    case route
    /// `framing: counted`: a payload whose length was announced. As it is, then the route's terminator, unchecked.
    case counted
    /// Another framing.
    case other(FrameEncoder)
  }
}

/// Actions that the clock sets off, on every connection by itself.
package struct Timer: Sendable {
  package enum Schedule: Sendable, Equatable {
    /// Again and again, first when one interval has passed.
    case every(Duration)
    /// Once, counted from the beginning of the connection.
    case after(Duration)
  }

  package var schedule: Schedule
  package var actions: Actions

  package init(_ schedule: Schedule, actions: Actions) {
    self.schedule = schedule
    self.actions = actions
  }
}
