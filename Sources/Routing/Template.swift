/// A reply's text, compiled: the author's own bytes, and values to be filled in.
///
/// Rendered once, straight into the outbox; what a value brings is never read as a template.
/// A template has no names for other templates, so none can contain itself.
package struct Template: Sendable, Equatable {
  package let parts: [Part]
  /// The steps of `render`, laid out so that the common ones touch no reference count.
  let program: [Step]
  /// The bytes of every text part, one after the other.
  let literals: [UInt8]

  package init(parts: [Part]) {
    self.parts = parts
    var literals: [UInt8] = []
    program = parts.enumerated().map { index, part in
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
    self.literals = literals
  }

  package enum Part: Sendable, Equatable {
    case text([UInt8])
    case value(Value, filters: [Filter])
  }

  /// Where a value comes from.
  package enum Value: Sendable, Equatable {
    /// `<line>`, `<frame>`
    case frame
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
