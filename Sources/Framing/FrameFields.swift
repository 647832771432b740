/// What a framing with fields tells of a frame: where its start line, headers, body or arguments stand.
///
/// Read from the whole content of one frame; all ranges are of that content. Reading again reuses the memory.
/// A frame that the end of the stream cut short is read as far as it goes.
package struct FrameFields: Sendable {
  /// The start line, or nothing where the framing has none.
  package private(set) var start = 0..<0
  package private(set) var body = 0..<0
  /// The arguments of a request, in order.
  package private(set) var arguments: [Range<Int>] = []
  /// The lines of the headers.
  private var headers = 0..<0
  private var syntax: HeaderSyntax?

  package init() {}

  package mutating func read(_ content: Span<UInt8>, as kind: Framing.Kind) {
    read(content, by: FrameDecoder(Framing(kind)))
  }

  /// Reads a frame of the framing of `decoder`.
  package mutating func read(_ content: Span<UInt8>, by decoder: borrowing FrameDecoder) {
    start = 0..<0
    body = 0..<0
    headers = 0..<0
    if !arguments.isEmpty { arguments.removeAll(keepingCapacity: true) }
    switch decoder.grammar.family {
    case .headered(let frames): readHeaders(content, frames.syntax)
    case .requests: readArguments(content)
    default: break
    }
  }

  /// What a match of the frame is about: its start line, or its body where the framing has none.
  package var line: Range<Int> { syntax?.headers.startLine == true ? start : body }

  /// The value of the first header of that name, compared without regard to the case of ASCII letters.
  package func header(_ name: [UInt8], in content: Span<UInt8>) -> Range<Int>? {
    guard let syntax else { return nil }
    var place = headers.lowerBound
    while place < min(headers.upperBound, content.count) {
      let (line, next) = HeaderSyntax.line(in: content, from: place)
      if let (found, value) = syntax.parts(of: line, in: content), HeaderSyntax.equal(found, name, in: content) {
        return value
      }
      place = next
    }
    return nil
  }

  private mutating func readHeaders(_ content: Span<UInt8>, _ syntax: HeaderSyntax) {
    if self.syntax !== syntax { self.syntax = syntax }
    var place = 0
    if syntax.headers.startLine { (start, place) = HeaderSyntax.line(in: content, from: 0) }
    let first = place
    while place < content.count {
      let (line, next) = HeaderSyntax.line(in: content, from: place)
      if line.isEmpty {
        headers = first..<place
        body = next..<content.count
        return
      }
      place = next
    }
    headers = first..<place
    body = place..<place
  }

  private mutating func readArguments(_ content: Span<UInt8>) {
    guard !content.isEmpty, content[0] == RequestText.array else {
      _ = RequestText.words(of: content) { arguments.append($0) }
      return
    }
    guard case .value(_, var next) = RequestText.number(content, at: 1) else { return }
    while case .value(let length, let first) = RequestText.argument(content, at: next) {
      guard length >= 0, length <= content.count - first else { return }
      arguments.append(first..<first + length)
      next = min(first + length + 2, content.count)
    }
  }
}

/// The content of a frame, where it is not the payload as it came.
package enum FrameContent {
  /// Whether the payload of such a frame must be changed before anybody sees it (`dot`: unstuffed), which then
  /// has been done into `buffer`.
  package static func unwrap(_ payload: Span<UInt8>, of kind: Framing.Kind, into buffer: inout [UInt8]) -> Bool {
    if case .dot = kind { DotFrames.unstuff(payload, into: &buffer) } else { false }
  }
}
