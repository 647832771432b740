import Logging
import POSIXStream
import TestSupport
import Testing

@testable import GatewayRuntime

/// What is said of connections, and how often.
@Suite struct ConnectionLogTests {
  private static let peer = SocketAddress(ip: [192, 0, 2, 7], port: 4711)

  /// Writes into a log whose clock `pass` moves on.
  private static func withLog(
    _ level: Logger.Level = .debug,
    _ body: @Sendable (ConnectionLog, RecordedLog, _ pass: (Duration) -> Void) -> Void
  ) async throws {
    let clock = VirtualClock()
    try await withEventLoop(clock: clock) { actor in
      let recorded = RecordedLog()
      body(ConnectionLog(recorded.logger(level), loop: actor.loop), recorded) { duration in
        clock.advance(by: duration)
        actor.loop.adopt()
      }
    }
  }

  @Test func `refusals are said once a second, with how many were not`() async throws {
    try await Self.withLog { log, recorded, pass in
      for _ in 0..<1_000 { log.refused(Self.peer, route: "r", .maxConnections) }
      #expect(recorded.lines.count == 1)
      #expect(recorded.lines[0].level == .warning)
      #expect(recorded.lines[0].fields["conn.peer"] == "192.0.2.7:4711")
      #expect(recorded.lines[0].fields["key"] == "limits.connections")
      #expect(recorded.lines[0].fields["suppressed"] == nil)
      pass(.milliseconds(999))
      log.refused(Self.peer, route: "r", .maxConnections)
      #expect(recorded.lines.count == 1)
      pass(.milliseconds(1))
      log.refused(Self.peer, route: "r", .maxConnections)
      #expect(recorded.lines.map { $0.fields["suppressed"] } == [nil, "1000"])
    }
  }

  @Test func `each reason has its own allowance`() async throws {
    try await Self.withLog { log, recorded, _ in
      for reason in [CloseReason.maxConnections, .maxConnectionsIP, .notAllowed, .notAllowed] {
        log.refused(Self.peer, route: "r", reason)
      }
      #expect(recorded.lines.map { $0.fields["reason"] } == ["max_connections", "max_connections_ip", "not_allowed"])
    }
  }

  @Test func `what the level leaves out costs no allowance`() async throws {
    try await Self.withLog(.error) { log, recorded, _ in
      log.refused(Self.peer, route: "r", .notAllowed)
      #expect(recorded.lines.isEmpty)
    }
  }

  @Test func `what a rule logs is all said`() async throws {
    try await withEventLoop { actor in
      let (near, far) = MemoryStream.pair(on: actor.loop)
      let visit = Visit(.answering(""), near: near, peer: far, on: actor.loop, pool: BufferPool())
      for number in 0..<1_000 { visit.link.context.log.said(visit.link, rule: "audit", Array("line \(number)".utf8)) }
      #expect(visit.log.lines.map(\.message) == (0..<1_000).map { "line \($0)" })
      #expect(visit.log.lines.first?.fields["rule"] == "audit")
    }
  }

  @Test(arguments: CloseReason.allCases)
  func `every ending is said with its reason and the key that moves its bound`(reason: CloseReason) async throws {
    try await withEventLoop { actor in
      let (near, far) = MemoryStream.pair(on: actor.loop)
      let visit = Visit(.answering(""), near: near, peer: far, on: actor.loop, pool: BufferPool())
      for _ in 0..<30 { visit.link.context.log.closed(visit.link, reason) }
      #expect(visit.log.lines.count == ConnectionLog.linesPerSecond)
      let line = try #require(visit.log.lines.first)
      #expect(line.message == "connection closed")
      #expect(line.fields["reason"] == reason.rawValue)
      #expect(line.fields["key"] == reason.key)
      for key in ["route", "conn.id", "conn.peer", "bytes_in", "bytes_out", "frames", "seconds"] {
        #expect(line.fields[key] != nil)
      }
    }
  }
}
