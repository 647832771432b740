import Logging
import POSIXStream
import Routing

// From a listening socket to the connections that it gives.
extension Worker {
  /// Serves until told to stop, or cancelled, and every connection has ended.
  package func serve(_ listeners: [Listening], dealingTo workers: [Worker]) async {
    dealer.workers = workers
    dealt.open()
    opening.open()
    for listening in listeners { opening.put(listening) }
    StallLog.watch(loop, admission.stallLines, log)
    await withTaskCancellationHandler {
      await acceptFromAll()
    } onCancel: {
      loop.post { self.assumeIsolated { $0.drain() } }
    }
    // The worker itself is one of them.
    dealer.workers = []
  }

  private func acceptFromAll() async {
    await withDiscardingTaskGroup { group in
      group.addImmediateTask { await self.serveDealt() }
      while let listening = await opening.next() {
        group.addImmediateTask { await self.accept(from: listening) }
      }
    }
  }

  private func accept(from listening: Listening) async {
    guard let socket = listening.take(), let post = posts[listening.place] else { return }
    do throws(Errno) {
      let listener = try Listener(socket, on: loop)
      listener.gate.ready(toldToEnd.union(post.toldToEnd))
      if let context = post.context { listener.gate.owner = GateOwner(name: context.label, number: 0) }
      let acceptor = Acceptor(
        listener, route: post.context?.route.name ?? "", record: self.listening, complaints: admission.complaints,
        log: log)
      post.acceptor = acceptor
      await serve(acceptor, listening.place, post)
    } catch {
      log.critical("listener lost", metadata: ["error": .string(error.name)])
      closed(listening.place)
    }
  }

  private func serve(_ acceptor: Acceptor, _ place: BoundAddress, _ post: Post) async {
    await withDiscardingTaskGroup { group in
      while let accepted = await acceptor.next() {
        if place.isDealt, let other = dealer.next(after: index) {
          other.deal(.connection(DealtConnection(accepted), at: place))
        } else if prepare(accepted, at: place, post) {
          group.addImmediateTask { await self.runPrepared() }
          loop.begins(.read, acceptor.owner)
        }
      }
      closed(place)
    }
  }

  /// Nothing is accepted there any more. Who has been dealt out may still be under way.
  private func closed(_ place: BoundAddress) {
    guard place.isDealt else { return abandon(place) }
    for worker in dealer.workers { worker.deal(.closed(place)) }
  }
}

// MARK: - Connections that are dealt out

extension Worker {
  private func serveDealt() async {
    await withDiscardingTaskGroup { group in
      while let dealt = await dealt.next() {
        switch dealt {
        case .connection(let connection, let place):
          guard let post = posts[place], let accepted = connection.take() else { continue }
          if prepare(accepted, at: place, post) { group.addImmediateTask { await self.runPrepared() } }
        case .closed(let place):
          abandon(place)
        }
      }
    }
  }

  /// What another loop accepted, or that it will accept no more. May be called from any thread.
  package nonisolated func deal(_ dealt: Dealt) {
    loop.post { self.assumeIsolated { $0.dealt.put(dealt) } }
  }

  private func abandon(_ place: BoundAddress) {
    if let post = posts.removeValue(forKey: place) { move(post, to: nil) }
    endDealing()
  }

  /// Where connections may still come from.
  package var places: [BoundAddress] { Array(posts.keys) }

  /// Once told to end, nothing can be dealt from where nobody listens any more.
  func endDealing() {
    if !toldToEnd.isEmpty, !posts.keys.contains(where: \.isDealt) { dealt.close() }
  }
}
