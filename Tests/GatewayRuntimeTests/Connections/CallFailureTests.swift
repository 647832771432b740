import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Every call of a connection, failing in every way, in every state the connection can be in. One after the other: each
/// has a thread, and there are thousands.
@Suite(.serialized) struct CallFailureTests {
  @Test(arguments: Situation.all, CallFailure.all)
  func `a call that fails once changes nothing, or ends the connection with what the peer has a prefix of the replies`(
    situation: Situation, failure: CallFailure
  ) async throws {
    let outcome = try await situation.play { failure.script(.nth(1), $0) }
    Self.checkEnd(outcome)
    #expect(situation.replies.hasPrefix(outcome.taken), "\(outcome.taken)")
    if failure.breaksStream {
      #expect([situation.reason, .clientReset].contains(outcome.reason))
    } else {
      #expect(outcome.reason == situation.reason)
      #expect(outcome.taken == situation.replies)
    }
  }

  @Test(arguments: Situation.all, CallFailure.all)
  func `a call that fails from now on ends the connection within its time-outs`(
    situation: Situation, failure: CallFailure
  ) async throws {
    let outcome = try await situation.play { failure.script(.always, $0) }
    Self.checkEnd(outcome)
    // What is never read is not answered.
    let replies = failure.call == .read ? situation.repliesWithoutReading : situation.replies
    #expect(replies.hasPrefix(outcome.taken), "\(outcome.taken)")
    let timeouts: [CloseReason] = [.idleTimeout, .frameTimeout, .writeTimeout, .halfClosedTimeout, .drainDeadline]
    #expect(([situation.reason, .clientReset] + timeouts).contains(outcome.reason), "\(outcome.reason)")
  }

  /// The others rely on this one for what is usual.
  @Test(arguments: Situation.all) func `without a failure each state comes to its usual end`(
    situation: Situation
  ) async throws {
    let outcome = try await situation.play()
    Self.checkEnd(outcome)
    #expect(outcome.reason == situation.reason)
    #expect(outcome.taken == situation.replies)
    #expect(outcome.end == (situation.isReset ? .reset : .orderly))
  }

  /// What holds for every end: one close, nothing left behind, counters that agree, in time.
  private static func checkEnd(_ outcome: Situation.Outcome, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(outcome.closes == 1, sourceLocation: sourceLocation)
    #expect(outcome.calls.last == .close, sourceLocation: sourceLocation)
    #expect(outcome.mistakes == [], sourceLocation: sourceLocation)
    #expect(outcome.gates == 0, sourceLocation: sourceLocation)
    #expect(outcome.open == 0, sourceLocation: sourceLocation)
    #expect(outcome.linkIsFreed, sourceLocation: sourceLocation)
    #expect(outcome.counters.pauses == outcome.counters.resumes, sourceLocation: sourceLocation)
    #expect(outcome.lasted < .seconds(8), sourceLocation: sourceLocation)
  }
}
