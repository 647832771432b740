import Framing
import POSIXStream

extension Link {
  /// Reads what has arrived, without waiting. Nothing says that nothing has.
  @inline(never)
  func readNow(into buffers: Buffers) -> Conversation.Arrival? {
    var outcome = ReadOutcome.wouldBlock
    readsInTurn &+= 1
    buffers.inbox.fill(atLeast: Conversation.readSize) { space in
      outcome = stream.read(into: &space)
      // A read that found less than it had room for found everything.
      mayHaveMore = outcome == .bytes(space.count)
      if case .bytes(let count) = outcome { return count }
      return 0
    }
    switch outcome {
    case .bytes(let count): return noteBytes(count)
    case .endOfStream:
      peerEnded = true
      return .endOfStream
    case .wouldBlock: return nil
    case .failed:
      failure = .clientReset
      return .failed(.clientReset)
    }
  }

  private func noteBytes(_ count: Int) -> Conversation.Arrival {
    bytesIn += count
    context.counters.bytesIn += count
    lastByte = now
    return .bytes
  }
}
