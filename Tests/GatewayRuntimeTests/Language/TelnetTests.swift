import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Routes that people reach with a telnet client.
@Suite struct TelnetTests {
  private static let route = Route.answering("ack:<line>") {
    $0.telnet = true
    $0.events.connect = .saying("hello")
  }

  @Test func `commands are taken out at every split, and refused before anything else is said`() async throws {
    let bytes: [UInt8] =
      Array("he".utf8) + [255, 253, 1] + Array("llo\r".utf8) + [0] + Array("!\nx".utf8) + [255, 255, 0x0a]
    let answer: [UInt8] = [255, 252, 1] + Array("ack:hello\r!\nack:x".utf8) + [255, 255, 0x0a]
    for split in 0...bytes.count {
      _ = try await visit(Self.route) { _, visit in
        try await visit.hears("hello\n")
        try await visit.send(Array(bytes[..<split]))
        await visit.letServe()
        try await visit.send(Array(bytes[split...]))
        _ = visit.peer.shutdownWrite()
        var heard: [UInt8] = []
        for _ in 0..<100 where heard.count < answer.count {
          await visit.peer.gate.yield()
          heard += visit.peer.readOnce().1
        }
        #expect(heard == answer)
        try await visit.hears(.orderly())
      }
    }
  }

  @Test func `a subnegotiation without an end is a bad frame`() async throws {
    let report = try await visit(Self.route) { _, visit in
      try await visit.send([255, 250] + [UInt8](repeating: 0x41, count: 10_000))
      try await visit.hears(.orderly("hello\n"))
    }
    #expect(report.reason == .badFrame)
    #expect(report.counters.frameErrors == ["iac": 1])
  }
}
