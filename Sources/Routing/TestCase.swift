/// A conversation with one route, as its author expects it to go: what `gateway test` replays.
package struct TestCase: Sendable {
  package var name: String
  /// An index into `Plan.routes`.
  package var route: Int
  package var steps: [Step]
  /// Where its name is written.
  package var place: Place

  package init(name: String, route: Int, steps: [Step], place: Place) {
    self.name = name
    self.route = route
    self.steps = steps
    self.place = place
  }

  package struct Step: Sendable {
    package var action: Action
    package var place: Place
    /// Where it is written, for whoever writes it anew.
    package var source: Source

    package init(_ action: Action, place: Place, source: Source) {
      self.action = action
      self.place = place
      self.source = source
    }
  }

  package enum Action: Sendable {
    /// Bytes, as they are.
    case send([UInt8])
    /// One frame, wrapped as the state that reads it wants it.
    case sendFrame([UInt8])
    /// The end of our stream: no more is sent.
    case halfClose
    /// These bytes come next.
    case expect([UInt8])
    /// All that has come by now is so.
    case expectMatch(Pattern)
    /// One frame comes next, wrapped as the route wraps its replies.
    case expectFrame([UInt8])
    /// One frame of such a content comes next.
    case expectFrameMatch(Pattern)
    /// The gateway ends its stream, and nothing comes before that.
    case closed
    /// The gateway resets the connection.
    case reset
    /// So much time passes.
    case wait(Duration)

    /// Whether it is about something that comes from the gateway.
    package var isExpectation: Bool {
      switch self {
      case .expect, .expectMatch, .expectFrame, .expectFrameMatch, .closed, .reset: true
      case .send, .sendFrame, .halfClose, .wait: false
      }
    }
  }

  package struct Source: Sendable, Equatable {
    package enum Form: Sendable, Equatable {
      /// A line of a transcript in a literal block: what is written anew is the whole line.
      case line
      /// A scalar of YAML, with its quotes.
      case scalar
      /// It cannot be written anew in place.
      case fixed
    }

    package var form: Form
    /// Offsets in bytes into the file, a byte-order mark left out.
    package var range: Range<Int>

    package init(_ form: Form, _ range: Range<Int>) {
      self.form = form
      self.range = range
    }
  }
}
