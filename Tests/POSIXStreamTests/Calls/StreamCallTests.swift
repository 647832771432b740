import POSIXStream
import TestSupport
import Testing

/// Every errno that a call of a stream or a listener can answer, and what becomes of it.
@Suite struct StreamCallTests {
  private static let errors = (1...133).map { Errno(rawValue: $0) }

  /// Runs `body` with a stream whose descriptor exists nowhere, and holds it to one close.
  private static func withStream(
    _ body: @Sendable (isolated LoopActor, SocketStream, ScriptedSystemCalls) async throws -> Void
  ) async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let number = calls.makeFakeDescriptor()
      let stream = try SocketStream(Descriptor(number, calls: calls), on: actor.loop)
      try await body(actor, stream, calls)
      stream.close()
      calls.followNoScript()
      #expect(calls.count(of: .close, on: number) == 1)
      #expect(actor.loop.gateCount == 0)
    }
  }

  @Test func `a read that says EAGAIN or EINTR would block, any other error is the stream's`() async throws {
    try await Self.withStream { _, stream, calls in
      for error in Self.errors {
        calls.followNoScript()
        calls.on(.read, .always, .fails(error))
        #expect(stream.readOnce().0 == (error.isTransient ? .wouldBlock : .failed(error)))
      }
    }
  }

  @Test func `a write that says EAGAIN or EINTR would block, any other error is the stream's`() async throws {
    try await Self.withStream { _, stream, calls in
      for error in Self.errors {
        calls.followNoScript()
        calls.on(.write, .always, .fails(error))
        #expect(stream.write([1]) == (error.isTransient ? .wouldBlock : .failed(error)))
      }
    }
  }

  @Test func `a read of nothing is the end, a write of nothing would block`() async throws {
    try await Self.withStream { _, stream, calls in
      calls.on(.read, .always, .answers(0))
      calls.on(.write, .always, .answers(0))
      #expect(stream.readOnce().0 == .endOfStream)
      #expect(stream.write([1]) == .wouldBlock)
    }
  }

  @Test func `a half-close tells its error`() async throws {
    try await Self.withStream { _, stream, calls in
      #expect(stream.shutdownWrite() == nil)
      for error in Self.errors {
        calls.followNoScript()
        calls.on(.shutdownWrite, .always, .fails(error))
        #expect(stream.shutdownWrite() == error)
      }
    }
  }

  @Test func `a count that cannot be had is 0`() async throws {
    try await Self.withStream { _, stream, calls in
      calls.on(.unacknowledged, .nth(1), .answers(12))
      calls.on(.unacknowledged, .nth(2), .fails(.invalid))
      calls.on(.available, .nth(1), .answers(34))
      calls.on(.available, .nth(2), .fails(.invalid))
      #expect(stream.unacknowledged == 12)
      #expect(stream.unacknowledged == 0)
      #expect(stream.available == 34)
      #expect(stream.available == 0)
    }
  }

  @Test(arguments: [Errno.interrupted, .badDescriptor, Errno(rawValue: 5), Errno(rawValue: 28)], [true, false])
  func `a close that fails is not tried again`(error: Errno, isReset: Bool) async throws {
    try await Self.withStream { _, stream, calls in
      calls.on(.close, .always, .fails(error))
      calls.on(.resetOnClose, .always, .fails(error))
      if isReset { stream.reset() } else { stream.close() }
      #expect(calls.count(of: .resetOnClose) == (isReset ? 1 : 0))
      #expect(stream.write([1]) == .failed(.badDescriptor))
      stream.reset()
    }
  }

  @Test func `a stream that nobody closes closes its descriptor once`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let number = calls.makeFakeDescriptor()
      let gate = try SocketStream(Descriptor(number, calls: calls), on: actor.loop).gate
      #expect(calls.count(of: .close, on: number) == 1)
      actor.loop.retire(gate)
    }
  }

  @Test func `a stream that the loop cannot watch is closed, and says why`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      for error in Self.errors {
        let number = calls.makeFakeDescriptor()
        calls.followNoScript()
        calls.on(.pollAdd, .always, .fails(error))
        #expect(throws: error) { try SocketStream(Descriptor(number, calls: calls), on: actor.loop) }
        #expect(calls.count(of: .close, on: number) == 1)
        #expect(actor.loop.gateCount == 0)
      }
    }
  }

  // MARK: Whole conversations

  /// One way in which calls go wrong without anything being lost.
  private struct Disturbance: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let disturb: @Sendable (ScriptedSystemCalls) -> Void

    init(_ testDescription: String, disturb: @escaping @Sendable (ScriptedSystemCalls) -> Void) {
      self.testDescription = testDescription
      self.disturb = disturb
    }
  }

  private static let disturbances = [
    Disturbance("EINTR everywhere") { calls in
      for call in [Call.read, .write, .accept, .pollWait] { calls.on(call, .every(2), .fails(.interrupted)) }
    },
    Disturbance("spurious EAGAIN of read and accept") { calls in
      for call in [Call.read, .accept] { calls.on(call, .every(2), .fails(.again)) }
    },
    Disturbance("spurious EAGAIN of write") { calls in
      for record in calls.records(of: .accept) + calls.records(of: .socket) where record.result >= 0 {
        calls.on(.write, of: Int32(record.result), .every(3), .fails(.again))
      }
    },
    Disturbance("reads of one byte") { calls in
      for record in calls.records(of: .accept) + calls.records(of: .socket) where record.result >= 0 {
        calls.on(.read, of: Int32(record.result), .always, .atMost(1))
      }
    },
    Disturbance("writes of one byte") { calls in
      for record in calls.records(of: .accept) + calls.records(of: .socket) where record.result >= 0 {
        calls.on(.write, of: Int32(record.result), .always, .atMost(1))
      }
    },
  ]

  @Test(arguments: [StreamMaker.tcp, .unix], disturbances)
  private func `no byte is lost when calls go wrong`(maker: StreamMaker, disturbance: Disturbance) async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(clock: SystemClock.shared, calls: calls) { actor in
      if disturbance.testDescription.contains("accept") { disturbance.disturb(calls) }
      let pair = try await maker.pair(actor, false)
      calls.followNoScript()
      disturbance.disturb(calls)
      var random = SeededGenerator(seed: 21)
      let bytes = random.bytes(5_000, from: Array(0...255))
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          let received = try await pair.far.exchange(bytes, for: bytes.count, step: 700)
          #expect(received == bytes)
        }
        let received = try await pair.near.exchange(bytes, for: bytes.count, step: 999)
        #expect(received == bytes)
      }
      pair.close()
    }
    #expect(calls.wronglyClosed == [])
  }
}
