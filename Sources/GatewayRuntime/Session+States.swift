import Framing
import POSIXStream
import Routing

// The way from state to state.
extension Session {
  /// A `goto`: at once, or at the boundary where frames can begin again.
  func go(_ goto: Actions.Goto, _ buffers: Buffers) {
    if decoder.isPassing { memory?.detour = goto } else { enter(goto, buffers) }
  }

  /// Enters a state. What has arrived behind the frame in hand is read by the framing of the new state.
  func enter(_ goto: Actions.Goto, _ buffers: Buffers) {
    guard let memory, goto.state < link.route.states.count else { return end(.internalError) }
    withFrame { memory.bindings.carry(goto.carry, content: $0) }
    frame = nil
    move(to: goto.state)
    frameBegan = .never
    if let size = state.size { beginSized(size, buffers) } else { decoder = context.decoders[goto.state] }
  }

  /// The start state reads frames of its own size once the variables have their first values.
  func beginStart(_ buffers: Buffers) {
    guard ending == nil, let size = state.size else { return }
    let before = link.replies
    beginSized(size, buffers)
    context.counters.replies += link.replies - before
  }

  /// Frames of a size that a template tells, on the way in.
  private func beginSized(_ size: Template, _ buffers: Buffers) {
    do throws(FrameRefusal) {
      let written = try value(of: size, buffers)
      guard let count = Session.size(written), case .fixed = state.read.kind else {
        context.counters.frameErrors[FrameError.bad(.badLength).label, default: 0] += 1
        return fail(.bad(.badLength), buffers) { _ in false }
      }
      decoder = context.decoders[link.state].sized(count)
    } catch {
      refuse(error)
    }
  }

  /// A decimal number, not below 0. One that no stream could ever hold stands for all such.
  static func size(_ written: [UInt8]) -> Int? {
    guard !written.isEmpty else { return nil }
    var size = 0
    for byte in written {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      size = min(size * 10 + Int(byte - UInt8(ascii: "0")), Session.largestSize)
    }
    return size
  }

  private static let largestSize = 1 << 56
}
