import Framing
import Routing

/// A connection that stands still, for templates and patterns.
struct FuzzScope: TemplateScope {
  let frame: [UInt8]
  let names: Bindings
  private let slots: Int

  init(frame: [UInt8], slots: Int) {
    self.frame = frame
    self.slots = slots
    names = Bindings(slots: slots, variables: 1)
    names.variables = [Array("7".utf8)]
    names.shared = [Array("a,b".utf8)]
  }

  /// The values of all slots.
  var captures: [[UInt8]] { (0..<slots).map { names.value(of: $0, content: frame.span) } }

  var bindings: Bindings? { names }
  var peerIP: [UInt8] { Array("192.0.2.7".utf8) }
  var peerPort: Int { 54_321 }
  var localPort: Int { 7000 }
  var connectionID: UInt64 { 42 }
  var connectionSeconds: Int { 3 }
  var frameNumber: Int { 5 }
  var routeName: [UInt8] { Array("fuzz".utf8) }
  var hostName: [UInt8] { Array("gate.example".utf8) }
  var wallMilliseconds: Int64 { 1_767_323_045_678 }

  func withFrame<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R { try body(frame.span) }
  func randomBits() -> UInt64 { 0x5eed }
}
