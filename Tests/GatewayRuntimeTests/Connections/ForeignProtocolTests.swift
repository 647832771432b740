import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Clients that speak something else, of whose bytes nothing is reflected.
@Suite struct ForeignProtocolTests {
  private static let route = Route.answering("ack:<line>") { $0.foreign = .refuse }

  private static let foreign = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "POST /x HTTP/1.0\n", "OPTIONS * HTTP/1.1\r\n",
    "\u{16}\u{3}\u{1}\u{0}\u{5}hello\n",
    "\u{16}\u{3}\u{3}\n\n\n",
  ]

  private static let native = [
    "HELLO world", "GET key", "GET / HTTP", "GET / HTTP/2", "get / http/1.1", "HTTP/1.1 200", "", "\u{16}\u{2}\u{1}",
    "\u{16}x",
    "\u{16}\u{3}\u{7}",
  ]

  @Test(arguments: foreign)
  func `nothing is said to who speaks something else`(text: String) async throws {
    let report = try await visit(Self.route) { _, visit in
      try await visit.send(text)
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .foreignProtocol)
    #expect(report.counters.rejected == [.foreignProtocol: 1])
    #expect(report.frames == 0)
  }

  @Test(arguments: foreign)
  func `nor byte by byte`(text: String) async throws {
    let report = try await visit(Self.route) { _, visit in
      for byte in text.utf8 {
        _ = visit.stuff([byte])
        await visit.letServe()
      }
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .foreignProtocol)
  }

  @Test(arguments: native)
  func `what only looks like it is answered`(text: String) async throws {
    try await visit(Self.route) { _, visit in
      try await visit.says("\(text)\n", hears: "ack:\(text)\n")
      try await visit.finishes(hearing: .orderly())
    }
  }

  @Test(arguments: foreign)
  func `only the first frame is judged, and only where the route asks for it`(text: String) async throws {
    let report = try await visit(Self.route) { _, visit in
      try await visit.says("first\n", hears: "ack:first\n")
      try await visit.send(text)
      await visit.letServe()
      #expect(visit.ending == nil)
      _ = visit.peer.shutdownWrite()
    }
    #expect(report.reason == .clientFin)
    let allowed = try await visit(.answering("ack:<line>")) { _, visit in
      try await visit.send(text)
      _ = visit.peer.shutdownWrite()
    }
    #expect(allowed.reason == .clientFin)
    #expect(allowed.frames > 0)
  }
}
