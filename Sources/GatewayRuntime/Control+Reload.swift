import Logging
import POSIXStream
import Routing

// SIGHUP: the next plan is read and bound on the side, and takes over when nothing can fail any more.
extension Control {
  /// Begins a reload; while one is under way, another will follow it, and that is enough for any number of signals.
  func reload() {
    guard case .serving = phase else { return log.warning("SIGHUP ignored: the process is stopping") }
    guard let load = options.reload else {
      return log.warning("SIGHUP ignored: what is served did not come from files that could be read again")
    }
    guard loading == nil else {
      loadsAgain = true
      return
    }
    log.info("reloading")
    do throws(Errno) {
      let loop = loop
      loading = try Loading.start(load, keeping: roster.holdings, loops: roster.workers.count) { [weak self] in
        guard let self else { return }
        loop.post { self.assumeIsolated { $0.wake() } }
      }
    } catch {
      reloadFailed(error.message)
    }
  }

  /// Carries out what was loaded, if it has been by now.
  func finishLoading() async {
    guard let outcome = loading?.take() else { return }
    loading = nil
    await settle(outcome)
    guard loadsAgain else { return }
    loadsAgain = false
    reload()
  }

  private func settle(_ outcome: Loading.Outcome) async {
    switch outcome {
    case .refused(let files):
      say(files.remarks)
      let errors = files.remarks.count(where: \.isError)
      reloadFailed(errors == 1 ? "1 error" : "\(errors) errors")
    case .notBound(let files, let failure):
      say(files.remarks)
      reloadFailed(failure.message)
    case .ready(let prepared):
      guard case .serving = phase else { return log.info("reload given up: the process is stopping") }
      say(prepared.files.remarks)
      await adopt(prepared)
    }
  }

  private func adopt(_ prepared: Loading.Prepared) async {
    for path in prepared.replaced { log.info("removed stale socket", metadata: ["path": .string(path)]) }
    let next = roster.following(prepared)
    let change = Change(from: roster.generation, to: next.generation)
    roster = next
    await next.begin(opened: change.opened)
    await next.open(prepared.bound.shifts)
    if !change.gone.isEmpty { departures.append((next.generation.number, loop.now + prepared.plan.drain)) }
    reloads.succeeded(prepared.files.hash, at: loop.clock)
    level.set(prepared.files.level)
    prepared.bound.announce(prepared.plan, log) { change.opened.contains($0) }
    say(change)
  }

  private func reloadFailed(_ reason: String) {
    reloads.failed()
    log.error("reload failed; the old file goes on serving", metadata: ["reason": .string(reason)])
  }

  private func say(_ remarks: [LoadedFiles.Remark]) {
    for remark in remarks {
      log.log(
        level: remark.isError ? .error : .warning, "\(remark.text)",
        metadata: remark.code.map { ["code": .string($0)] } ?? [:])
    }
  }

  private func say(_ change: Change) {
    func written(_ places: Set<BoundAddress>) -> Logger.Metadata.Value {
      .array(places.map(\.address.description).sorted().map { .string($0) })
    }
    log.info(
      "reloaded",
      metadata: [
        "kept": written(change.kept), "opened": written(change.opened), "closed": written(change.closed),
        "gone": .array(change.gone.map { .string($0) }),
      ])
  }

  /// Cuts off who is left of routes that went away so long ago.
  func cutDeparted() {
    guard case .serving = phase else { return }
    // A later one may have less time.
    let due = departures.filter { $0.deadline <= loop.now }
    departures.removeAll { $0.deadline <= loop.now }
    for (generation, _) in due {
      for worker in roster.workers {
        worker.loop.post { worker.assumeIsolated { $0.cutOff(goneSince: generation) } }
      }
    }
  }
}
