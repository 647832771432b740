import POSIXStream
import Routing

// One connection, from its admission to its end.
extension Worker {
  /// Refused connections that get a reply and an orderly end at a time; beyond, they are just closed.
  private static let refusalsAtATime = 128

  /// Admits a connection and leaves it for `runPrepared`. False where nothing is to be run.
  func prepare(_ accepted: consuming Accepted, at place: BoundAddress, _ post: Post) -> Bool {
    guard let context = post.context else { return false }
    let peer = accepted.peer
    let verdict =
      admission.hasMemory(at: loop.now)
      ? admission.admit(peer, to: context.route, index: context.index)
      : .failure(Admission.Refusal(reason: .memoryBudget))
    if case .failure(let refusal) = verdict {
      turnAway(peer, context, refusal.reason)
      guard context.route.events.refused != nil, refusals < Worker.refusalsAtATime else { return false }
    }
    guard let stream = try? SocketStream(accepted.descriptor, on: loop) else {
      guard case .success(let pass) = verdict else { return false }
      admission.leave(pass)
      // ENOMEM, or ENOSPC where the user's watches have run out: see epoll_ctl(2).
      turnAway(peer, context, .memoryBudget)
      return false
    }
    stream.gate.join(context.group)
    context.users += 1
    let link = Link(stream: stream, context: context, id: nextID, peer: peer, local: place.address)
    nextID += idStep
    switch verdict {
    case .success(let pass): starting = Start(link: link, pass: pass, refusal: nil)
    case .failure(let refusal): starting = Start(link: link, pass: nil, refusal: refusal.reason)
    }
    return true
  }

  private func turnAway(_ peer: SocketAddress, _ context: RouteContext, _ reason: CloseReason) {
    context.counters.rejected[reason, default: 0] += 1
    connectionLog.refused(peer, route: context.route.name, reason)
  }

  /// A connection's whole life. Its frame lives as long, so everything but the waiting is done elsewhere.
  func runPrepared() async {
    guard let start = begin() else { return }
    if let refusal = start.refusal {
      end(start, await Connection.refuse(Conversation(start.link), refusal).reason)
    } else {
      end(start, await Connection.serve(Conversation(start.link)).reason)
    }
  }

  @inline(never)
  private func begin() -> Start? {
    guard let start = starting.take() else { return nil }
    let gate = start.link.stream.gate
    gate.ready(toldToEnd.union(start.link.context.toldToEnd))
    gate.owner = GateOwner(name: start.link.context.label, number: start.link.id)
    loop.begins(.start, gate.owner)
    if start.refusal == nil {
      start.link.context.counters.accepted += 1
      start.link.context.counters.active += 1
    } else {
      refusals += 1
    }
    return start
  }

  @inline(never)
  private func end(_ start: Start, _ reason: CloseReason) {
    if start.refusal == nil {
      note(reason, of: start.link)
    } else {
      refusals -= 1
    }
    if let pass = start.pass { admission.leave(pass) }
    release(start.link.context)
    listening.connectionEnded()
  }

  private func note(_ reason: CloseReason, of link: Link) {
    link.context.counters.active -= 1
    link.context.counters.closed[reason, default: 0] += 1
    if reason == .drainDeadline || reason == .hardStop {
      cut += 1
      if !toldToEnd.isEmpty { cutAtTheEnd += 1 }
    }
    connectionLog.closed(link, reason)
  }
}
