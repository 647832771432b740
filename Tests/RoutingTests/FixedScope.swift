import Framing
import Routing

/// A connection that never changes.
struct FixedScope: TemplateScope {
  var frame: [UInt8] = []
  var peerIP = Array("192.0.2.7".utf8)
  var peerPort = 54_321
  var localPort = 7_000
  var connectionID: UInt64 = 42
  var connectionSeconds = 3
  var frameNumber = 5
  var routeName = Array("ack".utf8)
  var hostName = Array("gate.example".utf8)
  var wallMilliseconds: Int64 = 1_767_323_045_678
  var bits: UInt64 = 0
  var bindings: Bindings?

  init(_ frame: String = "") { self.frame = Array(frame.utf8) }
  init(bytes: [UInt8]) { frame = bytes }

  func withFrame<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R { try body(frame.span) }
  func randomBits() -> UInt64 { bits }
}

/// The table of the examples.
let examples = Names(tables: ["prices": Table(name: "prices", entries: [(Array("tea".utf8), Array("3".utf8))])])

/// A template's text that had problems where none were expected.
struct NotCompiled: Error { var problems: [Template.Problem] }

/// What `template` becomes for `scope`, before any framing.
func render(
  _ template: String, _ scope: FixedScope = FixedScope(), newline: Template.NewlinePolicy = .verbatim,
  limit: Int = 1 << 20
) throws -> [UInt8] {
  let (compiled, problems) = Template.compile(Array(template.utf8), newline: newline, names: examples)
  guard let compiled else { throw NotCompiled(problems: problems) }
  var outbox = Outbox()
  outbox.openFrame(limit: limit)
  try compiled.render(into: &outbox, scope: scope)
  try outbox.closeFrame(FrameEncoder(Framing(.eof)))
  return outbox.withBytes { bytes in bytes.indices.map { bytes[$0] } }
}

/// `render`, for results that are text.
func text(
  _ template: String, _ scope: FixedScope = FixedScope(), newline: Template.NewlinePolicy = .verbatim
) throws -> String {
  String(decoding: try render(template, scope, newline: newline), as: UTF8.self)
}

/// The problems of a template's text, each as the characters it points at and its kind.
func problems(_ template: String) -> [(shown: String, kind: Template.Problem.Kind)] {
  let bytes = Array(template.utf8)
  return Template.compile(bytes, newline: .verbatim, names: examples).problems.map {
    (String(decoding: bytes[$0.range], as: UTF8.self), $0.kind)
  }
}
