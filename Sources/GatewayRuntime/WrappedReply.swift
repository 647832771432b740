package import Framing

/// A reply that names a framing of its own (`framing: dot`): nothing on the wire tells where it begins and ends.
package struct WrappedReply: Sendable {
  /// In bytes from the first that the connection sent. Bytes that telnet doubles are counted once.
  package let range: Range<Int>
  package let kind: Framing.Kind

  init(_ range: Range<Int>, _ kind: Framing.Kind) {
    self.range = range
    self.kind = kind
  }
}
