package import POSIXStream

/// An actor whose executor is an event loop: what runs isolated to it runs on the loop's thread.
package actor LoopActor {
  package nonisolated let loop: EventLoop

  package init(loop: EventLoop) { self.loop = loop }

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

  /// Runs `body` on the loop's thread.
  package func run<Result: Sendable>(
    _ body: @Sendable (isolated LoopActor) async throws -> Result
  ) async rethrows -> Result {
    try await body(self)
  }
}

/// Runs `body` on the thread of an event loop that lives as long as the call; the thread is joined in any case.
///
/// The clock stands still unless all of the loop waits, so no test waits for time to pass.
package func withEventLoop<Result: Sendable>(
  clock: any LoopClock = VirtualClock(), calls: any SystemCalls = LinuxSystemCalls.shared,
  _ body: @Sendable (isolated LoopActor) async throws -> Result
) async throws -> Result {
  try await withEventLoops(1, clock: clock, calls: calls) { try await $0[0].run(body) }
}

/// Several loops, each on its thread; `body` runs on none of them.
package func withEventLoops<Result: Sendable>(
  _ count: Int, clock: any LoopClock = VirtualClock(), calls: any SystemCalls = LinuxSystemCalls.shared,
  _ body: @Sendable ([LoopActor]) async throws -> Result
) async throws -> Result {
  try await withEventLoops(count, clock: clock, calls: calls, started: [], body)
}

/// One more thread for each level, since a `LoopThread` can be in no array.
private func withEventLoops<Result: Sendable>(
  _ count: Int, clock: any LoopClock, calls: any SystemCalls, started: [LoopActor],
  _ body: @Sendable ([LoopActor]) async throws -> Result
) async throws -> Result {
  guard started.count < count else { return try await body(started) }
  let loop = try EventLoop(calls: calls, clock: clock)
  let thread = try LoopThread(loop, name: "test-\(started.count)")
  do {
    let result = try await withEventLoops(
      count, clock: clock, calls: calls, started: started + [LoopActor(loop: loop)], body)
    thread.join()
    return result
  } catch {
    thread.join()
    throw error
  }
}
