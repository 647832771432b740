import Framing
import POSIXStream

// The usual turn of a connection (read, answer, write, wait again) without waking its task: that would cost as much
// as the turn itself. Whatever is not usual is left to the task, which goes on where this ends.
extension Session: GateAttendant {
  @inline(never)
  func beginAttending() { link.stream.gate.attend(by: self) }

  @inline(never)
  func endAttending() { link.stream.gate.attend(by: nil) }

  func attend() -> Moment? {
    // Borrowed once and handed on: asking the link for them counts a reference each time.
    let buffers = link.buffers
    switch link.readNow(into: buffers) {
    case .bytes: guard answerAtOnce(buffers) else { return nil }
    case nil: break
    // The link knows of it, and the task hears of it by reading.
    case .endOfStream, .failed, .deadline, .shutdown: return nil
    }
    link.returnBuffers(buffers)
    link.readsInTurn = 0
    // Broken, or there is no memory to keep half a frame in.
    return link.failure == nil ? deadline : nil
  }

  /// Whether all that has arrived is answered, all answers are out, and there is nothing but to wait.
  private func answerAtOnce(_ buffers: Buffers) -> Bool {
    let isDone = answer(buffers) == .needsBytes && Flush.all(of: link, buffers, to: 0)
    if !isDone { link.isHandedOver = true }
    return isDone && !link.mayHaveMore
  }
}
