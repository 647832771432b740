import Framing
package import POSIXStream

// A handler is given a `Conversation` and must return a `Closed`. Between them the compiler allows one
// path only:
//
//     Conversation ──write──▶ Owing ──drain──▶ Conversation ──close──▶ Closed
//
// None of the three can be copied or made elsewhere, and every step consumes what it starts from. So a
// handler that writes and forgets to drain has no `Conversation` left to close or to read from, one that
// closes twice uses what is gone, and one that keeps its stream has no `Closed` to return.
// `Tests/GatewayRuntimeTests/DoesNotCompileTests.swift` holds the compiler to it.

/// What a connection's code is: it gets the conversation and ends it.
package typealias Handler = (consuming Conversation) async -> Closed

/// A connection that owes its peer nothing: the only state in which it can be read from.
package struct Conversation: ~Copyable {
  let link: Link

  init(_ link: Link) { self.link = link }

  package enum Arrival: Sendable, Hashable {
    /// Bytes have been added to the inbox.
    case bytes
    /// The peer has ended its stream; it may still be written to.
    case endOfStream
    /// Nothing came until the deadline.
    case deadline
    /// The loop asks to finish.
    case shutdown
    /// The connection is broken; only `close` is left.
    case failed(CloseReason)
  }

  /// A read has room for at least so many bytes: 16 KiB.
  package static let readSize = 16 * 1024
  /// So many reads may follow each other before the other connections of the loop have their turn.
  private static let readsPerTurn: UInt16 = 4

  /// Suspends until bytes have arrived, the peer has ended, or there is a reason to stop waiting.
  package mutating func read(until deadline: Moment = .never) async -> Arrival {
    while true {
      if link.mayHaveMore, hadItsTurn {
        if let arrival = arrival(of: await othersRan()) { return arrival }
      }
      if let arrival = readAhead() { return arrival }
      let ready = await link.stream.gate.wait(for: .toRead, until: deadline)
      if let arrival = arrival(of: ready) { return arrival }
    }
  }

  /// Whether it has read so much, or the turn has taken so long, that the others come first. What has been read
  /// already does not wait for them: who is asked to finish meanwhile looks for bytes in the stream alone.
  private var hadItsTurn: Bool {
    guard !link.isHandedOver else { return false }
    return link.readsInTurn >= Conversation.readsPerTurn || link.readsInTurn > 0 && link.context.loop.isLate
  }

  // What follows is not inlined where it would swell the frame of `read`, which every idle connection keeps.

  /// What can be known without waiting. Before a wait, buffers without bytes go back to the loop.
  @inline(never)
  private mutating func readAhead() -> Arrival? {
    if let failure = link.failure { return .failed(failure) }
    if link.peerEnded { return .endOfStream }
    if link.isHandedOver {
      link.isHandedOver = false
      return .bytes
    }
    // A peer that never stops sending must not keep the loop's wish to finish from being heard.
    if link.mayHaveMore, !link.stream.gate.remembers(.ending), let arrival = readNow() { return arrival }
    link.returnBuffers()
    link.readsInTurn = 0
    return link.failure.map { .failed($0) }
  }

  @inline(never)
  private mutating func arrival(of ready: Readiness) -> Arrival? {
    if ready.contains(.cut) {
      link.failure = link.context.cutReason
      return .failed(link.context.cutReason)
    }
    if ready.contains(.readable) { link.mayHaveMore = true }
    if ready.contains(.shutdown) { return .shutdown }
    // What came while the process was stopped, or behind the events of a crowded turn, came in time.
    return ready == .deadline ? readNow() ?? .deadline : nil
  }

  /// Reads what has arrived, without waiting. Nothing says that nothing has.
  package mutating func readNow() -> Arrival? { link.readNow(into: link.buffers) }

  /// A peer that never ceases to send must not keep the loop from asking it to finish.
  private func othersRan() async -> Readiness {
    link.readsInTurn = 0
    return await link.stream.gate.yield(or: .ending)
  }

  /// Begins to owe what `render` adds to the outbox of the buffers it is lent.
  consuming func write<R>(_ result: inout R, _ render: (Buffers) -> R) -> Owing {
    result = render(link.buffers)
    return Owing(link)
  }

  /// Begins to owe these bytes, as they are.
  package consuming func write(_ bytes: [UInt8]) -> Owing {
    link.buffers.outbox.appendRaw(bytes)
    return Owing(link)
  }

  /// The close sequence: end our stream, let the peer take what is under way, and close.
  package consuming func close(_ reason: CloseReason) async -> Closed {
    let link = link
    await CloseSequence.run(link)
    return Closed(link.failure ?? reason)
  }
}

/// A connection that owes its peer bytes.
package struct Owing: ~Copyable {
  let link: Link

  fileprivate init(_ link: Link) { self.link = link }

  /// No frame is decoded while more than this is owed: 64 KiB.
  package static let highWater = 64 * 1024
  /// Decoding goes on once no more than this is owed: 16 KiB.
  package static let lowWater = 16 * 1024

  /// Owes more.
  mutating func write<R>(_ render: (Buffers) -> R) -> R { render(link.buffers) }

  /// Suspends until the kernel has taken all but `mark` bytes of what is owed, or the connection is broken.
  package mutating func drain(to mark: Int) async {
    if link.owed > mark, !Flush.all(of: link, link.buffers, to: mark) { await Flush.wait(for: link, to: mark) }
  }

  /// Suspends until `deadline`, and reads nothing meanwhile. The loop's wish to finish ends it, and is kept for
  /// whoever reads next; so do a cut and a stream that breaks.
  ///
  /// - Returns: `.shutdown` where the loop asks to finish.
  package mutating func pause(until deadline: Moment) async -> Readiness {
    guard link.failure == nil, link.now < deadline else { return .deadline }
    link.returnBuffers()
    guard link.failure == nil else { return .cut }
    let gate = link.stream.gate
    let ready = await gate.wait(for: .toPause, until: deadline)
    if ready.contains(.cut) {
      link.failure = link.context.cutReason
    } else if ready.contains(.lost) {
      link.failure = .clientReset
    }
    guard ready.contains(.shutdown) else { return ready }
    gate.ready(.shutdown)
    return .shutdown
  }

  /// Suspends until the kernel has taken everything. After a failure, reading says which.
  package consuming func drain() async -> Conversation {
    await drain(to: 0)
    return Conversation(link)
  }
}

/// The end of a connection, which only `Conversation.close` can give.
package struct Closed: ~Copyable {
  package let reason: CloseReason

  fileprivate init(_ reason: CloseReason) { self.reason = reason }
}
