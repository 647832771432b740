import POSIXStream
import Testing

extension StreamConformance {
  static let bytes = [
    StreamConformance("bytes arrive exactly and in order, in both directions at once") { actor, pair in
      var random = SeededGenerator(seed: 3)
      let there = random.bytes(300_000, from: Array(0...255))
      let back = random.bytes(200_000, from: Array(0...255))
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          let received = try await pair.near.exchange(there, for: back.count, step: 5_000)
          #expect(received == back)
        }
        let received = try await pair.far.exchange(back, for: there.count, step: 777)
        #expect(received == there)
      }
    },
    StreamConformance("1 MiB passes in reads and writes of one byte") { actor, pair in
      let bytes = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          _ = try await pair.near.sendByteByByte(bytes)
        }
        let received = try await pair.far.receiveByteByByte(bytes.count)
        #expect(received == bytes)
      }
    },
    StreamConformance("a read with nothing there would block") { _, pair in
      #expect(pair.near.readOnce().0 == .wouldBlock)
      try await pair.far.send([1])
      #expect(try await pair.near.receive(1) == [1])
      #expect(pair.near.readOnce().0 == .wouldBlock)
    },
    StreamConformance("a read without space and a write without bytes say nothing") { _, pair in
      #expect(pair.near.write([]) == .wouldBlock)
      #expect(pair.near.readOnce(upTo: 0).0 == .wouldBlock)
      try await pair.far.send([1])
      try await pair.near.wait(for: .readable)
      #expect(pair.near.readOnce(upTo: 0).0 == .wouldBlock)
      #expect(try await pair.near.receive(1) == [1])
    },
    StreamConformance("counts what has arrived and was not read") { _, pair in
      #expect(pair.near.available == 0)
      try await pair.far.send([1, 2, 3, 4, 5])
      try await pair.near.wait(for: .readable)
      #expect(pair.near.available == 5)
      #expect(try await pair.near.receive(3) == [1, 2, 3])
      #expect(pair.near.available == 2)
    },
  ]
}
