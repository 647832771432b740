import Framing
import POSIXStream
import Routing

// The commands of the Telnet protocol, between the stream and the frames. See `TelnetFilter`.
extension Session {
  /// Takes commands out of what has arrived since it was called last, and owes their answers before anything else.
  func stripTelnet(_ buffers: Buffers) {
    guard let memory, memory.telnet != nil, memory.stripped < buffers.inbox.count else { return }
    var (answers, left) = ([UInt8](), memory.stripped)
    buffers.inbox.withMutableBytes(from: left) { left += memory.telnet?.strip(&$0, replies: &answers) ?? $0.count }
    buffers.inbox.truncate(to: left)
    buffers.outbox.appendRaw(answers)
    guard memory.telnet?.isOverlong == true else { return }
    context.counters.frameErrors[FrameError.bad(.telnet).label, default: 0] += 1
    fail(.bad(.telnet), buffers) { _ in false }
  }
}
