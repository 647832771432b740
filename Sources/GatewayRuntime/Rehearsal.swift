/// A connection without a listener: what serves a stream in memory is `Connection`, as for any other.
///
/// Who rehearses makes the loop with a clock of its own, one `RouteContext` for each run, so that counters,
/// shared variables and random bits begin anew, and a `Link` for each connection. Afterwards
/// `RouteContext.counters.matches` says which rules were reached; `RouteContext.observer` hears of every frame.
package enum Rehearsal {
  /// The whole life of a connection, on the loop of its stream.
  package static func serve(_ link: Link) async -> CloseReason {
    let context = link.context
    context.counters.accepted += 1
    let reason = await Connection.serve(Conversation(link)).reason
    context.counters.closed[reason, default: 0] += 1
    context.log.closed(link, reason)
    return reason
  }
}
