import Framing
import POSIXStream
import Routing

// What templates may know of a connection. See `TemplateScope`.
//
// The frame is not copied: it is read where it arrived, in the inbox, while the reply is rendered
// into the outbox beside it.
extension Session: TemplateScope {
  func withFrame<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try withFrame(in: link.buffers, body)
  }

  /// `withFrame` for who has the connection's buffers in hand.
  @inline(__always)
  func withFrame<R, E: Error>(in buffers: Buffers, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    guard let frame else { return try body([UInt8]().span) }
    if let memory, memory.isUnwrapped { return try memory.withContent(body) }
    return try buffers.inbox.withBytes { (bytes) throws(E) in try body(bytes.extracting(frame)) }
  }

  var peerIP: [UInt8] { link.peerHost }
  var peerPort: Int { Int(link.peer.port) }
  var localPort: Int { Int(link.localPort) }
  var connectionID: UInt64 { link.id }
  var connectionSeconds: Int { Int((link.now - link.began).components.seconds) }
  var frameNumber: Int { link.frames }
  var routeName: [UInt8] { link.context.name }
  var hostName: [UInt8] { link.context.host }
  var wallMilliseconds: Int64 { link.context.loop.clock.wallMilliseconds() }
  func randomBits() -> UInt64 { link.context.random.next() }
}

// What the framing tells of a frame besides its bytes.
extension Session {
  var bindings: Bindings? { memory?.bindings }

  func withLine<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try withLine(in: link.buffers, body)
  }

  /// `withLine` for who has the connection's buffers in hand.
  @inline(__always)
  func withLine<R, E: Error>(in buffers: Buffers, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    guard let memory else { return try withFrame(in: buffers, body) }
    switch memory.line {
    case .frame: return try withFrame(in: buffers, body)
    case .part(let range):
      return try withFrame(in: buffers) { (content) throws(E) in
        try body(content.extracting(range.clamped(to: 0..<content.count)))
      }
    case .arguments: return try withArguments(body)
    }
  }

  func withField<R>(_ field: Template.Field, _ body: (Span<UInt8>) -> R) -> R {
    guard let memory, frame != nil else { return body([UInt8]().span) }
    switch field {
    case .start: return withPart(memory.fields.start, body)
    case .body: return withPart(memory.fields.body, body)
    case .arguments: return withArguments(body)
    case .argument(let number):
      return withPart(number < memory.fields.arguments.count ? memory.fields.arguments[number] : 0..<0, body)
    case .header(let name):
      return withFrame { content in
        body(content.extracting((memory.fields.header(name, in: content) ?? 0..<0).clamped(to: 0..<content.count)))
      }
    }
  }

  private func withPart<R>(_ range: Range<Int>, _ body: (Span<UInt8>) -> R) -> R {
    withFrame { body($0.extracting(range.clamped(to: 0..<$0.count))) }
  }

  private func withArguments<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    guard frame != nil, let memory else { return try body([UInt8]().span) }
    return try memory.arguments.withBytes(body)
  }

  /// Where the subject of matches stands in the frame; nothing where it is put together.
  var lineOffset: Int? {
    switch memory?.line ?? .frame {
    case .frame: 0
    case .part(let range): range.lowerBound
    case .arguments: nil
    }
  }
}
