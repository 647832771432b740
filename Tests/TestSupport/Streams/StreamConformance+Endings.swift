import POSIXStream
import Testing

extension StreamConformance {
  static let endings = [
    StreamConformance("the end of the stream comes after the bytes before it, and stays") { _, pair in
      try await pair.far.send([1, 2, 3])
      #expect(pair.far.shutdownWrite() == nil)
      let received = try await pair.near.receiveAll()
      #expect(received.bytes == [1, 2, 3])
      #expect(received.end == .endOfStream)
      #expect(pair.near.readOnce().0 == .endOfStream)
    },
    StreamConformance("after a half-close the other direction goes on") { actor, pair in
      #expect(pair.far.shutdownWrite() == nil)
      #expect(try await pair.near.receiveAll().end == .endOfStream)
      let reply = [UInt8](repeating: 7, count: 100_000)
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          try await pair.near.send(reply)
        }
        let received = try await pair.far.receive(reply.count)
        #expect(received == reply)
      }
      #expect(pair.far.readOnce().0 == .wouldBlock)
    },
    StreamConformance("what was written before the close still arrives, and then the end") { _, pair in
      try await pair.far.send([1, 2, 3])
      pair.far.close()
      let received = try await pair.near.receiveAll()
      #expect(received.bytes == [1, 2, 3])
      #expect(received.end == .endOfStream)
    },
    StreamConformance("a second half-close and a second close do no harm") { _, pair in
      #expect(pair.near.shutdownWrite() == nil)
      #expect(pair.near.shutdownWrite() == nil)
      pair.near.close()
      pair.near.close()
      pair.near.reset()
      let received = try await pair.far.receiveAll()
      #expect(received.end == .endOfStream)
    },
    StreamConformance("a reset is seen as one", needsReset: true) { _, pair in
      try await pair.far.send([1])
      try await pair.near.wait(for: .readable)
      pair.far.reset()
      let received = try await pair.near.receiveAll()
      #expect(received.end == .failed(.connectionReset))
      #expect(pair.near.readOnce().0 == .endOfStream)
    },
    StreamConformance("closing with unread bytes resets the peer, which may still read what it was sent") { _, pair in
      try await pair.near.send([1, 2, 3])
      try await pair.far.wait(for: .readable)
      pair.far.close()
      #expect(try await pair.near.receiveAll().end == .failed(.connectionReset))
    },
  ]

  static let failures = [
    StreamConformance("W08 writing after the half-close fails") { _, pair in
      #expect(pair.near.shutdownWrite() == nil)
      #expect(pair.near.write([1]) == .failed(.brokenPipe))
    },
    StreamConformance("W08 writing to a peer that has closed fails, without a signal") { _, pair in
      pair.far.close()
      let error = try await pair.near.writeUntilFailure()
      #expect([.brokenPipe, .connectionReset].contains(error))
      #expect(pair.near.write([1]) == .failed(.brokenPipe))
    },
    StreamConformance("W08 writing to a peer that has reset fails") { _, pair in
      pair.far.reset()
      try await pair.near.wait(for: .readable)
      let error = try await pair.near.writeUntilFailure()
      #expect([.brokenPipe, .connectionReset].contains(error))
    },
    StreamConformance("W08 after the close every call fails and every count is 0") { _, pair in
      try await pair.far.send([1])
      try await pair.near.send([1])
      pair.near.close()
      #expect(pair.near.readOnce().0 == .failed(.badDescriptor))
      #expect(pair.near.write([1]) == .failed(.badDescriptor))
      #expect(pair.near.shutdownWrite() == .badDescriptor)
      #expect(pair.near.unacknowledged == 0)
      #expect(pair.near.available == 0)
    },
  ]
}
