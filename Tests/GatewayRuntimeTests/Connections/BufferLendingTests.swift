import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Buffers belong to the loop, and a connection has them only while it has bytes.
@Suite struct BufferLendingTests {
  @Test func `an idle connection holds no buffers, one with half a line does`() async throws {
    try await visit(.answering("ack:<line>")) { _, visit in
      let pool = visit.link.context.pool
      let buffers = pool.take()
      pool.giveBack(buffers)
      var lent: [Bool] = []
      for text in ["a\n", "half", "\n", "b\nc\nd"] {
        try await visit.send(text)
        await visit.letServe()
        lent.append(pool.take() !== buffers)
        if lent.last == false { pool.giveBack(buffers) }
      }
      #expect(lent == [false, true, false, true])
      try await visit.finishes(hearing: .orderly("ack:a\nack:half\nack:b\nack:c\n"))
    }
  }

  @Test func `what is given back is empty, and not larger than is worth keeping`() {
    let pool = BufferPool(keeping: 1)
    let buffers = pool.take()
    buffers.outbox.appendRaw([UInt8](repeating: 1, count: 200_000))
    pool.giveBack(buffers)
    pool.giveBack(Buffers())
    #expect(pool.take() === buffers)
    #expect(buffers.isEmpty)
    #expect(buffers.outbox.capacity <= 65_536)
    #expect(pool.take() !== buffers)
  }
}
