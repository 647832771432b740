import Framing
import POSIXStream
import Routing

/// What templates may know of a connection. See `TemplateScope`.
///
/// The frame is not copied: it is read where it arrived, in the inbox, while the reply is rendered
/// into the outbox beside it.
struct ReplyScope: TemplateScope {
  let link: Link
  var frame: Range<Int>?

  init(link: Link) { self.link = link }

  func withFrame<R>(_ body: (Span<UInt8>) -> R) -> R {
    guard let frame else { return body([UInt8]().span) }
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
