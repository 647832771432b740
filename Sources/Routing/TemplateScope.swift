/// What a template may ask about the connection it answers on.
package protocol TemplateScope {
  /// The frame that is being answered; empty in events.
  func withFrame<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R
  /// What matches are about: the frame, or the part of it that the framing calls its line.
  func withLine<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R
  func withField<R>(_ field: Template.Field, _ body: (Span<UInt8>) -> R) -> R
  /// Nothing where the route has no names of its own.
  var bindings: Bindings? { get }
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

extension TemplateScope {
  package func withLine<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try withFrame(body)
  }

  package func withField<R>(_ field: Template.Field, _ body: (Span<UInt8>) -> R) -> R {
    let nothing: [UInt8] = []
    return body(nothing.span)
  }
  package var bindings: Bindings? { nil }
}
