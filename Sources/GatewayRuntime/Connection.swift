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
    let session = Session.taken(by: conversation.link)
    var conversation = conversation
    if session.greets { conversation = await greet(conversation, session) }
    session.beginAttending()
    while session.ending == nil {
      let arrival = await conversation.read(until: session.deadline)
      conversation = await respond(to: arrival, conversation, session)
    }
    session.endAttending()
    return await conversation.close(session.ending ?? .internalError)
  }

  /// The whole conversation with somebody who is not admitted: the event's reply, and an orderly end.
  static func refuse(_ conversation: consuming Conversation, _ reason: CloseReason) async -> Closed {
    let session = Session.taken(by: conversation.link)
    let conversation = await say(conversation, session) { $0.refuse(reason, $1) }
    return await conversation.close(reason)
  }

  @inline(never)
  private static func greet(_ conversation: consuming Conversation, _ session: Session) async -> Conversation {
    await answer(say(conversation, session) { $0.greet($1) }, session)
  }

  @inline(never)
  private static func respond(
    to arrival: Conversation.Arrival, _ conversation: consuming Conversation, _ session: Session
  ) async -> Conversation {
    switch arrival {
    case .bytes:
      return await answer(conversation, session)
    case .endOfStream:
      session.peerEnded()
      return await say(answer(conversation, session), session) { $0.farewell($1) }
    case .deadline:
      guard let due = session.overdue() else { return conversation }
      return await answer(say(conversation, session) { $0.answer(due, $1) }, session)
    case .shutdown:
      return await finish(conversation, session)
    case .failed(let reason):
      session.end(reason)
      return conversation
    }
  }

  /// Answers every whole frame in the inbox, in batches of which each is drained far enough.
  @inline(never)
  private static func answer(
    _ conversation: consuming Conversation, _ session: Session
  ) async -> Conversation {
    var began = conversation.link.now
    var progress = Session.Progress.needsBytes
    var owing = conversation.write(&progress) { session.answer($0) }
    while progress.goesOn {
      await owing.drain(to: progress == .full ? Owing.lowWater : 0)
      if progress == .delayed, await owing.pause(until: session.pauseEnds) == .shutdown { session.hurry() }
      if owing.link.failure != nil { break }
      session.readingWasOff(since: began)
      began = owing.link.now
      progress = owing.write { session.answer($0) }
    }
    let conversation = await owing.drain()
    session.readingWasOff(since: began)
    return conversation
  }

  /// The loop asks to finish: what the peer had sent by now is read and answered, and no more.
  @inline(never)
  private static func finish(
    _ conversation: consuming Conversation, _ session: Session
  ) async -> Conversation {
    session.hurry()
    var conversation = conversation
    var left = conversation.link.stream.available
    while left > 0, session.ending == nil {
      let before = conversation.link.bytesIn
      guard conversation.readNow() == .bytes else { break }
      left -= conversation.link.bytesIn - before
      conversation = await answer(conversation, session)
    }
    if let failure = conversation.link.failure { session.end(failure) }
    // The end of the stream is none of the available bytes, and may be what makes them a frame.
    if session.ending == nil, let arrival = conversation.readNow() {
      conversation = await respond(to: arrival, conversation, session)
    }
    return await say(conversation, session) { $0.shutDown($1) }
  }

  /// Owes what an event says, and drains it.
  @inline(never)
  private static func say(
    _ conversation: consuming Conversation, _ session: Session,
    _ event: (Session, Buffers) -> Void
  ) async -> Conversation {
    let began = conversation.link.now
    var nothing: Void = ()
    let conversation = await conversation.write(&nothing) { event(session, $0) }.drain()
    session.readingWasOff(since: began)
    return conversation
  }
}
