import Framing
import POSIXStream
import Routing

/// What templates may know of a connection. See `TemplateScope`.
///
/// The frame is not copied: it is read where it arrived, in the inbox, while the reply is rendered
/// into the outbox beside it.
struct ReplyScope: TemplateScope {
  let link: Link
  let memory: Memory?
  /// The payload of the frame in hand, in the inbox.
  var frame: Range<Int>?

  init(link: Link, memory: Memory? = nil) {
    self.link = link
    self.memory = memory
  }

  func withFrame<R>(_ body: (Span<UInt8>) -> R) -> R {
    guard let frame else { return body([UInt8]().span) }
    if let memory, memory.isUnwrapped { return memory.withContent(body) }
    return link.buffers.inbox.withBytes { body($0.extracting(frame)) }
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
extension ReplyScope {
  var bindings: Bindings? { memory?.bindings }

  func withLine<R>(_ body: (Span<UInt8>) -> R) -> R {
    switch memory?.line ?? .frame {
    case .frame: withFrame(body)
    case .part(let range): withPart(range, body)
    case .arguments: withArguments(body)
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

  private func withArguments<R>(_ body: (Span<UInt8>) -> R) -> R {
    let joined = frame == nil ? [] : memory?.arguments ?? []
    return body(joined.span)
  }

  /// What matches are about, for a body that may refuse.
  func withSubject<R>(_ body: (Span<UInt8>) throws(FrameRefusal) -> R) throws(FrameRefusal) -> R {
    let answer = withLine { subject -> Result<R, FrameRefusal> in
      do throws(FrameRefusal) {
        return .success(try body(subject))
      } catch {
        return .failure(error)
      }
    }
    return try answer.get()
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
