import Framing
import POSIXStream

/// The whole journey of one connection.
///
/// ```
///  kernel ─read─▶ inbox ─decode─▶ frame ─rule─▶ reply ─render─▶ outbox ─drain─▶ peer
/// ```
///
/// Read what has arrived; answer every whole frame of it; drain; read again. Decoding stops while too
/// much is owed, and nothing is read until everything is drained, so a peer that does not read is not
/// read from. Whatever ends the connection (the peer, a rule, a limit, the clock, a shutdown) ends it
/// here, at the last line, through the one close sequence.
enum Connection {
  static func serve(_ conversation: consuming Conversation) async -> Closed {
    let seat = Seat.taken(by: conversation.link)
    var conversation = conversation
    if seat.greets { conversation = await greet(conversation, seat) }
    while seat.ending == nil {
      let arrival = await conversation.read(until: seat.deadline)
      conversation = await respond(to: arrival, conversation, seat)
    }
    return await conversation.close(seat.ending ?? .internalError)
  }

  /// The whole conversation with somebody who is not admitted: the event's reply, and an orderly end.
  static func refuse(_ conversation: consuming Conversation, _ reason: CloseReason) async -> Closed {
    let seat = Seat.taken(by: conversation.link)
    let conversation = await say(conversation, seat) { $0.refuse(reason, $1) }
    return await conversation.close(reason)
  }

  @inline(never)
  private static func greet(_ conversation: consuming Conversation, _ seat: Seat) async -> Conversation {
    await answer(say(conversation, seat) { $0.greet($1) }, seat)
  }

  @inline(never)
  private static func respond(
    to arrival: Conversation.Arrival, _ conversation: consuming Conversation, _ seat: Seat
  ) async -> Conversation {
    switch arrival {
    case .bytes:
      return await answer(conversation, seat)
    case .endOfStream:
      seat.peerEnded()
      return await say(answer(conversation, seat), seat) { $0.farewell($1) }
    case .deadline:
      guard let due = seat.overdue() else { return conversation }
      return await answer(say(conversation, seat) { $0.answer(due, $1) }, seat)
    case .shutdown:
      return await finish(conversation, seat)
    case .failed(let reason):
      seat.end(reason)
      return conversation
    }
  }

  /// Answers every whole frame in the inbox, in batches of which each is drained far enough.
  @inline(never)
  private static func answer(
    _ conversation: consuming Conversation, _ seat: Seat
  ) async -> Conversation {
    var began = conversation.link.now
    var progress = Session.Progress.needsBytes
    var owing = conversation.write(&progress) { seat.answer($0) }
    while progress.goesOn {
      await owing.drain(to: progress == .full ? Owing.lowWater : 0)
      if progress == .delayed, await owing.pause(until: seat.pauseEnds) == .shutdown { seat.hurry() }
      if owing.link.failure != nil { break }
      seat.readingWasOff(since: began)
      began = owing.link.now
      progress = owing.write { seat.answer($0) }
    }
    let conversation = await owing.drain()
    seat.readingWasOff(since: began)
    return conversation
  }

  /// The loop asks to finish: what the peer had sent by now is read and answered, and no more.
  @inline(never)
  private static func finish(
    _ conversation: consuming Conversation, _ seat: Seat
  ) async -> Conversation {
    seat.hurry()
    var conversation = conversation
    var left = conversation.link.stream.available
    while left > 0, seat.ending == nil {
      let before = conversation.link.bytesIn
      guard conversation.readNow() == .bytes else { break }
      left -= conversation.link.bytesIn - before
      conversation = await answer(conversation, seat)
    }
    if let failure = conversation.link.failure { seat.end(failure) }
    // The end of the stream is none of the available bytes, and may be what makes them a frame.
    if seat.ending == nil, let arrival = conversation.readNow() {
      conversation = await respond(to: arrival, conversation, seat)
    }
    return await say(conversation, seat) { $0.shutDown($1) }
  }

  /// Owes what an event says, and drains it.
  @inline(never)
  private static func say(
    _ conversation: consuming Conversation, _ seat: Seat,
    _ event: (inout Session, Buffers) -> Void
  ) async -> Conversation {
    let began = conversation.link.now
    var nothing: Void = ()
    let conversation = await conversation.write(&nothing) { seat.say($0, event) }.drain()
    seat.readingWasOff(since: began)
    return conversation
  }
}
