import POSIXStream

/// Where a session stays while its connection waits.
///
/// A suspended function keeps in its frame everything that lives across the wait, and every local of
/// whatever was inlined into it. An idle connection is a task with a few such frames and little else, so
/// what they hold is a reference, and what they call is not inlined: that makes 4 KiB of a connection 1.
final class Seat {
  private var session: Session

  private init(_ link: Link) { session = Session(link) }

  @inline(never)
  static func taken(by link: Link) -> Seat { Seat(link) }

  var ending: CloseReason? { @inline(never) get { session.ending } }

  /// See `Session.deadline`.
  var deadline: Moment { @inline(never) get { session.deadline } }

  var greets: Bool { @inline(never) get { session.greets } }

  @inline(never)
  func overdue() -> Session.Due? { session.overdue() }

  var pauseEnds: Moment { @inline(never) get { session.pauseEnds } }

  @inline(never)
  func hurry() { session.hurry() }

  @inline(never)
  func answer(_ buffers: Buffers) -> Session.Progress { session.answer(buffers) }

  /// Carries out what an event says.
  @inline(never)
  func say(_ buffers: Buffers, _ event: (inout Session, Buffers) -> Void) { event(&session, buffers) }

  @inline(never)
  func end(_ reason: CloseReason) { session.end(reason) }

  @inline(never)
  func peerEnded() { session.peerEnded() }

  @inline(never)
  func readingWasOff(since moment: Moment) { session.readingWasOff(since: moment) }
}
