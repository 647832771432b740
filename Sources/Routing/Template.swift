package import Framing

/// A reply's text, compiled: the author's own bytes, and values to be filled in.
///
/// Rendered once, straight into the outbox; what a value brings is never read as a template.
package struct Template: Sendable {
  package var parts: [Part]

  package init(parts: [Part]) { self.parts = parts }

  package enum Part: Sendable {
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
    case uuid
    /// `<now>`: UTC, RFC 3339 with milliseconds.
    case now
    /// `<now:%H%M%S>`: strftime(3) in UTC, and `%f` for milliseconds.
    case nowFormatted([UInt8])
    /// `<random:1..6>`, both ends included.
    case random(ClosedRange<Int>)
    /// A number with filters: `<0|u32>`.
    case constant([UInt8])
  }
}

/// What a template may ask about the connection it answers on.
package protocol TemplateScope {
  /// The frame that is being answered; empty in events.
  func withFrame<R>(_ body: (Span<UInt8>) -> R) -> R
  /// `192.0.2.7`, `2001:db8::1`, or `unix`.
  var peerIP: [UInt8] { get }
  /// 0 for unix peers.
  var peerPort: Int { get }
  var localPort: Int { get }
  var connectionID: UInt64 { get }
  var connectionSeconds: Int { get }
  var frameNumber: Int { get }
  var routeName: [UInt8] { get }
  var hostName: [UInt8] { get }
  /// Wall-clock milliseconds since 1970-01-01T00:00:00Z.
  var wallMilliseconds: Int64 { get }
  /// Sixty-four random bits; seeded in tests.
  func randomBits() -> UInt64
}

extension Template {
  /// Renders into the open frame of `outbox`.
  ///
  /// - Throws: `FrameRefusal.badValue` where a filter cannot convert its value; the caller abandons the frame.
  package func render(into outbox: inout Outbox, scope: borrowing some TemplateScope) throws(FrameRefusal) {
    for case .text(let text) in parts { outbox.appendText(text) }
  }
}
