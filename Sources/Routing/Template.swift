/// A reply's text, compiled: the author's own bytes, and values to be filled in.
///
/// Rendered once, straight into the outbox; what a value brings is never read as a template.
/// A template has no names for other templates, so none can contain itself.
package struct Template: Sendable, Equatable {
  /// What it consists of lies in one object, so that a copy counts one reference.
  private let body: Body

  private final class Body: Sendable {
    let parts: [Part]
    let text: [UInt8]
    let program: [Step]
    let literals: [UInt8]

    init(_ parts: [Part], text: [UInt8]) {
      self.parts = parts
      self.text = text
      (program, literals) = Template.laidOut(parts)
    }
  }

  package init(parts: [Part], text: [UInt8] = []) { body = Body(parts, text: text) }

  package var parts: [Part] { body.parts }
  /// As written in the route file; empty where it comes from no file. No part of what makes templates equal.
  package var text: [UInt8] { body.text }
  /// The steps of `render`, laid out so that the common ones touch no reference count.
  var program: [Step] { body.program }
  /// The bytes of every text part, one after the other.
  var literals: [UInt8] { body.literals }

  private static func laidOut(_ parts: [Part]) -> (program: [Step], literals: [UInt8]) {
    var literals: [UInt8] = []
    let program = parts.enumerated().map { index, part -> Step in
      switch part {
      case .text(let text):
        literals += text
        return .text(offset: literals.count - text.count, count: text.count)
      case .value(.frame, filters: []): return .frame
      case .value(.frame, filters: [.upper]): return .upperFrame
      case .value(.frame, filters: [.lower]): return .lowerFrame
      case .value: return .value(part: index)
      }
    }
    return (program, literals)
  }

  /// The texts around `<frame>`, one more than it has places, where nothing else stands in the template.
  package var textsAroundFrame: [[UInt8]]? {
    var texts: [[UInt8]] = [[]]
    for step in program {
      switch step {
      case .text(let offset, let count): texts[texts.count - 1] += literals[offset..<offset + count]
      case .frame: texts.append([])
      case .upperFrame, .lowerFrame, .value: return nil
      }
    }
    return texts
  }

  package static func == (a: Template, b: Template) -> Bool { a.parts == b.parts }

  package enum Part: Sendable, Equatable {
    case text([UInt8])
    case value(Value, filters: [Filter])
  }

  /// Where a value comes from.
  package enum Value: Sendable, Equatable {
    /// `<frame>`, and `<line>` where the framing has no fields: the content of the frame.
    case frame
    /// `<line>` where the framing has fields: what a match is about.
    case line
    /// A capture, or a `let`. See `Names`.
    case slot(Int)
    /// An index into `Route.variables`.
    case variable(Int)
    /// An index into `Route.shared`.
    case shared(Int)
    case field(Field)
    case peerIP
    case peerPort
    case localPort
    case connectionID
    case connectionSeconds
    /// `<n>`: frames so far on this connection, this one included.
    case frameNumber
    case route
    case host
    /// Version 4, random. See RFC 9562 §5.4.
    case uuid
    /// `<now>`: UTC, RFC 3339 with milliseconds.
    case now
    /// `<now:%H%M%S>`: the conversions that `TimeFormat` lists, in UTC.
    case nowFormatted([UInt8])
    /// `<random:1..6>`, both ends included.
    case random(ClosedRange<Int>)
    /// A number or a byte with filters of which one waits for a value: `<1|add:<n>>`.
    case constant([UInt8])
  }

  /// What a framing with fields tells of a frame.
  package enum Field: Sendable, Equatable {
    case start
    /// A header's value; its name in any case. A missing one is empty.
    case header([UInt8])
    case body
    /// Counted from 0; a missing one is empty.
    case argument(Int)
    /// All arguments, joined by one space.
    case arguments
  }

  enum Step: Sendable, Equatable {
    /// A range of `literals`.
    case text(offset: Int, count: Int)
    case frame
    case upperFrame
    case lowerFrame
    /// Anything else; an index into `parts`.
    case value(part: Int)
  }
}
