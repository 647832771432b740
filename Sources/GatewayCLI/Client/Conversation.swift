import Framing

/// A client's side of a route: one frame out, its reply in.
struct Conversation<Channel: ByteChannel & ~Copyable>: ~Copyable {
  private var channel: Channel
  private let encoder: FrameEncoder
  private var decoder: FrameDecoder
  private var received = ByteBuffer()
  private var ended = false
  private let timeout: Duration

  /// Replies may be larger than what a gateway takes as a request: 16 MiB.
  private static var largestReply: Int { 16 << 20 }

  init(_ channel: consuming Channel, framing: Framing, timeout: Duration) {
    var framing = framing
    framing.maximum = max(framing.maximum, Self.largestReply)
    self.channel = channel
    self.encoder = FrameEncoder(framing)
    self.decoder = FrameDecoder(framing)
    self.timeout = timeout
  }

  /// Sends one frame.
  mutating func say(_ payload: [UInt8]) throws(ConversationFailure) {
    let bytes = try wrapped(payload)
    do throws(SocketFailure) {
      try channel.send(bytes, before: Deadline(after: timeout))
    } catch {
      throw .socket(error)
    }
  }

  /// Says that no more frames will come.
  mutating func finish() throws(ConversationFailure) {
    do throws(SocketFailure) { try channel.finish() } catch { throw .socket(error) }
  }

  /// The next reply; nothing when the peer has ended the stream.
  mutating func reply() throws(ConversationFailure) -> [UInt8]? {
    let deadline = Deadline(after: timeout)
    while true {
      if let frame = try waitingReply() { return frame }
      if ended { return nil }
      do throws(SocketFailure) {
        let bytes = try channel.receive(before: deadline)
        ended = bytes.isEmpty
        received.append(bytes)
      } catch {
        throw .socket(error)
      }
    }
  }

  /// A reply that has arrived in full already.
  mutating func waitingReply() throws(ConversationFailure) -> [UInt8]? {
    while true {
      let step = received.withBytes { ended ? decoder.finish($0) : decoder.next($0) }
      switch step {
      case .incomplete: return nil
      case .skip(let count): received.consume(count)
      case .failed(let error): throw .frame(error)
      case .frame(let payload, let consumed):
        let frame = received.withBytes { bytes in payload.map { bytes[$0] } }
        received.consume(consumed)
        return frame
      }
    }
  }

  private borrowing func wrapped(_ payload: [UInt8]) throws(ConversationFailure) -> [UInt8] {
    var outbox = Outbox()
    outbox.openFrame(limit: .max)
    outbox.appendValue(payload.span)
    outbox.endValue(from: 0, checked: false)
    do throws(FrameRefusal) { try outbox.closeFrame(encoder) } catch { throw .refused(error) }
    return outbox.withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }
}

/// Why a conversation ended early.
enum ConversationFailure: Error, Equatable {
  case socket(SocketFailure)
  /// What the peer sent is no frame.
  case frame(FrameError)
  /// What was to be sent is no frame.
  case refused(FrameRefusal)

  var reason: String {
    switch self {
    case .socket(let failure): failure.reason
    case .frame(.tooLong(let limit)): "a reply of more than \(limit) bytes"
    case .frame(.bad(let reason)): "the reply is no frame of this framing (\(reason.rawValue))"
    case .refused(.terminatorInValue): "the line contains the framing's own terminator"
    case .refused(.tooLong(let limit)): "the line is longer than \(limit) bytes"
    case .refused(.wrongLength(let count)): "the length in the text is not that of its body, \(count)"
    case .refused(.lengthNotExpressible(let count)): "the framing cannot express a length of \(count) bytes"
    case .refused(.badValue(let filter)): "a value that \(filter) cannot convert"
    }
  }
}
