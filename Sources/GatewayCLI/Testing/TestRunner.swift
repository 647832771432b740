import GatewayRuntime
import POSIXStream
import Routing

/// Replays the tests of a plan, each in every chunking.
struct TestRunner: Sendable {
  let plan: Plan

  /// - Throws: `Errno` where there is no descriptor or thread left for the stage.
  func run(_ tests: [TestCase]) async throws(Errno) -> [TestOutcome] {
    try await Rehearsal.run { stage in
      var outcomes: [TestOutcome] = []
      for test in tests { outcomes.append(await outcome(of: test, on: stage)) }
      return outcomes
    }
  }

  /// What has to be written anew so that the tests pass.
  ///
  /// - Throws: `Errno` where there is no descriptor or thread left for the stage.
  func updates(of tests: [TestCase]) async throws(Errno) -> [TestUpdate] {
    try await Rehearsal.run { stage in
      var updates: [TestUpdate] = []
      for test in tests {
        let route = plan.routes[test.route]
        updates.append(
          await stage.perform(route) { connection in
            var talk = Talk(test, Wrappings(route), .asWritten, connection)
            return talk.update()
          })
      }
      return updates
    }
  }

  private func outcome(of test: TestCase, on stage: isolated Rehearsal) async -> TestOutcome {
    let route = plan.routes[test.route]
    let wrappings = Wrappings(route)
    let first = await run(test, route, wrappings, .asWritten, on: stage)
    var outcome = TestOutcome(test: test, failure: first.failure, runs: 1, matches: first.matches)
    guard first.failure == nil, !route.readsRaw else { return outcome }
    for chunking in Chunking.all(upTo: first.longestGroup) {
      outcome.runs += 1
      let run = await run(test, route, wrappings, chunking, wire: first.wire, on: stage)
      outcome.failure = run.failure ?? (run.received == first.received ? nil : run.difference(first.received))
      if outcome.failure != nil { break }
    }
    return outcome
  }

  private func run(
    _ test: TestCase, _ route: Route, _ wrappings: Wrappings, _ chunking: Chunking, wire: Talk.Wire = .init(),
    on stage: isolated Rehearsal
  ) async -> TestRun {
    let (talk, failure) = await stage.perform(route) { connection in
      var talk = Talk(test, wrappings, chunking, connection, wire: wire)
      let failure = talk.run()
      return (talk, failure)
    }
    return TestRun(talk: talk, failure: failure)
  }
}

/// What one run came to.
private struct TestRun {
  let talk: Talk
  private let found: TestFailure?

  init(talk: Talk, failure: TestFailure?) {
    self.talk = talk
    found = failure
  }

  /// Only now that the connection has ended is it known why.
  var failure: TestFailure? {
    var failure = found
    if found?.end != nil { failure?.reason = talk.connection.reason }
    return failure
  }

  var wire: Talk.Wire { talk.wire }
  var longestGroup: Int { talk.longestGroup }
  var received: [UInt8] { talk.connection.received }
  var matches: [Int] { talk.connection.matches }

  func difference(_ before: [UInt8]) -> TestFailure { talk.difference(from: before) }
}

/// What became of one test.
struct TestOutcome: Sendable {
  let test: TestCase
  /// Of the first chunking that failed.
  var failure: TestFailure?
  var runs: Int
  /// How often each rule of the route took a frame in the run as written.
  var matches: [Int]

  var passed: Bool { failure == nil }
}
