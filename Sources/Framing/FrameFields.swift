/// What a framing with fields tells of a frame: where its start line, headers, body or arguments stand.
///
/// Read from the whole content of one frame; all ranges are of that content. Reading again reuses the memory.
package struct FrameFields: Sendable {
  /// The start line, or nothing where the framing has none.
  package private(set) var start = 0..<0
  package private(set) var body = 0..<0
  /// The arguments of a request, in order.
  package private(set) var arguments: [Range<Int>] = []

  package init() {}

  package mutating func read(_ content: Span<UInt8>, as kind: Framing.Kind) {
    start = 0..<0
    body = 0..<0
    arguments.removeAll(keepingCapacity: true)
  }

  /// The value of the first header of that name, compared without regard to the case of ASCII letters.
  package func header(_ name: [UInt8], in content: Span<UInt8>) -> Range<Int>? { nil }
}

/// The content of a frame, where it is not the payload as it came.
package enum FrameContent {
  /// Whether the payload of such a frame must be changed before anybody sees it (`dot`: unstuffed), which then
  /// has been done into `buffer`.
  package static func unwrap(_ payload: Span<UInt8>, of kind: Framing.Kind, into buffer: inout [UInt8]) -> Bool {
    false
  }
}
