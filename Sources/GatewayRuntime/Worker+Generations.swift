import POSIXStream
package import Routing

// From one plan to the next.
extension Worker {
  /// Serves its first plan, where it is the only worker.
  package func begin(_ plan: Plan, at addresses: [BoundAddress: Int]) {
    adopt(Generation(plan, addresses: addresses, admission: admission), opened: Set(addresses.keys))
  }

  /// Serves the routes of the next plan to whoever connects from now on.
  ///
  /// Who is connected stays with the route as it was. Routes that are gone, by their names, ask their
  /// connections to finish; addresses that are gone are closed, once who waits there has been accepted.
  ///
  /// - Parameter opened: addresses that the generation is the first to listen on; `open` brings their sockets.
  package func adopt(_ next: Generation, opened: Set<BoundAddress>) {
    let former = contexts
    contexts = makeContexts(next)
    for context in former { elders[context.group] = context }
    for place in opened where posts[place] == nil { posts[place] = Post() }
    for (place, route) in next.addresses {
      if let post = posts[place] { move(post, to: contexts[route]) }
    }
    let names = Set(next.plan.routes.map(\.name))
    let gone = elders.values.filter { $0.goneSince == nil && !names.contains($0.route.name) }
    for context in gone { context.goneSince = next.number }
    tell(gone, .shutdown)
    for (place, post) in posts where next.addresses[place] == nil { post.close() }
    for context in former { release(context) }
  }

  private func makeContexts(_ generation: Generation) -> [RouteContext] {
    zip(generation.plan.routes, generation.places).map { route, place in
      groups &+= 1
      let context = RouteContext(
        route, index: place, group: groups, loop: loop, pool: pool, host: host, log: connectionLog,
        shared: generation.shared[route])
      context.users = 1
      return context
    }
  }

  /// Who connects there is served by `context` from now on.
  func move(_ post: Post, to context: RouteContext?) {
    let former = post.context
    context?.users += 1
    post.context = context
    if let former { release(former) }
  }

  /// One that used the route as it was does so no more. After the last one only the sums are kept.
  func release(_ context: RouteContext) {
    context.users -= 1
    guard context.users == 0 else { return }
    past[context.route.name, default: RouteTotals()].add(RouteTotals(context.counters, of: context.route))
    elders[context.group] = nil
  }

  /// One look at the loop's gates, however many routes there are.
  private func tell(_ contexts: [RouteContext], _ events: Readiness) {
    for context in contexts { context.toldToEnd = events }
    loop.broadcast(events, to: Set(contexts.map(\.group)))
  }

  /// Accepts from these sockets too.
  package func open(_ listeners: [Listening]) {
    guard toldToEnd.isEmpty else { return }
    for listening in listeners { opening.put(listening) }
  }

  /// Ends what is left of the routes that `generation` is the first to have no more.
  package func cutOff(goneSince generation: Int) {
    let gone = elders.values.filter { $0.goneSince == generation }
    for context in gone { context.cutReason = .drainDeadline }
    tell(gone, .ending)
  }
}
