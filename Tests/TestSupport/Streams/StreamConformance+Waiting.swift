import POSIXStream
import Testing

extension StreamConformance {
  /// A clogged peer: it holds little, and does not read.
  static let clogs = [
    StreamConformance("a peer that does not read takes a finite number of bytes", isSmall: true) { _, pair in
      let limit = 10_000_000
      var taken = 0
      repeat { taken += pair.near.clog() } while await pair.near.wakes(for: .writable) && taken < limit
      #expect(taken > 0)
      #expect(taken < limit)
      #expect(pair.near.write([1]) == .wouldBlock)
    },
    StreamConformance("a clogged writer goes on when the peer reads, and nothing is lost", isSmall: true) {
      actor, pair in
      let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) }
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          try await pair.near.send(bytes)
          _ = pair.near.shutdownWrite()
        }
        try await pair.far.wait(for: .readable)
        let received = try await pair.far.receiveAll()
        #expect(received.bytes == bytes)
        #expect(received.end == .endOfStream)
      }
    },
    StreamConformance("counts what the peer has not taken", isSmall: true) { _, pair in
      #expect(pair.near.unacknowledged == 0)
      let taken = pair.near.clog()
      #expect(pair.near.unacknowledged > 0)
      _ = try await pair.far.receive(taken)
      for _ in 0..<100 where pair.near.unacknowledged > 0 { _ = await pair.near.wakes(for: .shutdown) }
      #expect(pair.near.unacknowledged == 0)
    },
    StreamConformance("a clogged writer learns that the peer has closed", isSmall: true) { actor, pair in
      _ = pair.near.clog()
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          let error = try await pair.near.writeUntilFailure()
          #expect([.brokenPipe, .connectionReset].contains(error))
        }
        pair.far.close()
      }
    },
  ]

  static let wakes = [
    wake("bytes wake who waits to read", by: { _ = $0.far.write([1]) }, then: .bytes(1)),
    wake("a half-close wakes who waits to read", by: { _ = $0.far.shutdownWrite() }, then: .endOfStream),
    wake("a close wakes who waits to read", by: { $0.far.close() }, then: .endOfStream),
    wake(
      "a reset wakes who waits to read", needsReset: true, by: { $0.far.reset() },
      then: .failed(.connectionReset)),
    wake("one's own close wakes who waits to read", by: { $0.near.close() }, then: .failed(.badDescriptor)),
    StreamConformance("room is there at once when the peer holds nothing") { _, pair in
      try await pair.near.wait(for: .writable)
    },
    StreamConformance("a peer that ended while nobody waited is not missed later") { actor, pair in
      try await pair.far.send([1, 2, 3])
      try await pair.near.wait(for: .readable)
      #expect(pair.near.shutdownWrite() == nil)
      pair.far.close()
      for _ in 0..<3 { await pair.near.gate.yield() }
      for byte: UInt8 in 1...3 {
        try await pair.near.wait(for: .readable)
        #expect(pair.near.readOnce(upTo: 1).1 == [byte])
      }
      try await pair.near.wait(for: .readable)
      #expect(pair.near.readOnce().0 == .endOfStream)
    },
  ]

  private static func wake(
    _ name: String, needsReset: Bool = false, by act: @escaping @Sendable (StreamPair) -> Void,
    then expected: ReadOutcome
  ) -> StreamConformance {
    StreamConformance(name, needsReset: needsReset) { actor, pair in
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          try await pair.near.wait(for: .readable)
          #expect(pair.near.readOnce().0 == expected)
        }
        act(pair)
      }
    }
  }
}
