import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Frames and replies that are too long or wrong.
@Suite struct LimitTests {
  private static let long = String(repeating: "x", count: 100)

  /// Lines of at most 10 bytes.
  private static func route(oversize: Actions?) -> Route {
    .answering("ack:<line>") {
      $0.framing.maximum = 10
      $0.events.oversize = oversize
    }
  }

  @Test func `a line that is too long ends the connection after the lines before it`() async throws {
    let report = try await visit(Self.route(oversize: nil)) { _, visit in
      try await visit.send("a\n\(Self.long)")
      try await visit.hears(.orderly("ack:a\n"))
      _ = visit.peer.shutdownWrite()
    }
    #expect(report.reason == .frameTooLong)
    #expect(report.counters.frameErrors == ["too_long": 1])
    #expect(report.lines.last?.fields["limit"] == "10")
    #expect(report.lines.last?.fields["key"] == "framing.max")
  }

  @Test(arguments: [Actions.Ending.stay, .close])
  func `the whole error line arrives though the sender goes on sending`(ending: Actions.Ending) async throws {
    let report = try await visit(Self.route(oversize: .saying("ERR too long", then: ending))) { actor, visit in
      try await visit.send(Self.long)
      try await visit.hears("ERR too long\n")
      for _ in 0..<100 { try await visit.send([UInt8](repeating: 0x78, count: 65_536)) }
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .frameTooLong)
    #expect(report.counters.bytesIn == 100 + 100 * 65_536)
    #expect(report.frames == 0)
  }

  @Test func `a route that goes on reads the next line`() async throws {
    let report = try await visit(Self.route(oversize: .saying("ERR", then: .resume))) { _, visit in
      try await visit.send(Self.long)
      try await visit.hears("ERR\n")
      try await visit.says("\(Self.long)\nb\n", hears: "ack:b\n")
      try await visit.says("\(Self.long)\nc\n", hears: "ERR\nack:c\n")
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .clientFin)
    #expect(report.counters.frameErrors == ["too_long": 2])
    #expect(report.lines.count { $0.message.contains("goes on") } == 1)
  }

  @Test func `bytes that are no frame end the connection with the event's words`() async throws {
    let route = Route.answering("ack:<line>") {
      $0.framing = Framing(.crlf)
      $0.events.badFrame = .saying("500 line ends are CRLF")
    }
    let report = try await visit(route) { _, visit in
      try await visit.send("fine\r\nbare\nlost\r\n")
      try await visit.finishes(hearing: .orderly("ack:fine\r\n500 line ends are CRLF\r\n"))
    }
    #expect(report.reason == .badFrame)
    #expect(report.detail == "bare_newline")
    #expect(report.counters.frameErrors == ["bare_newline": 1])
  }

  @Test func `a length that cannot be trusted ends the connection even where the route would go on`() async throws {
    let route = Route.answering("<frame>") {
      $0.framing = Framing(.netstring)
      $0.events.badFrame = .saying("no", then: .resume)
    }
    let report = try await visit(route) { _, visit in
      try await visit.send("1:a,x:b,1:c,")
      try await visit.finishes(hearing: .orderly("1:a,2:no,"))
    }
    #expect(report.reason == .badFrame)
  }

  @Test func `a reply that is too long is not sent in part`() async throws {
    let route = Route.answering("<line><line>") { $0.limits.reply = 10 }
    let report = try await visit(route) { _, visit in
      try await visit.send("short\nlonger\nnever\n")
      try await visit.finishes(hearing: .orderly("shortshort\n"))
    }
    #expect(report.reason == .replyTooLong)
    #expect(report.counters.frameErrors == ["reply_too_long": 1])
    #expect(report.counters.replies == 1)
    #expect(report.lines.last?.fields["key"] == "limits.reply")
  }

  @Test func `a value with the framing's terminator is not sent`() async throws {
    let route = Route.answering("<frame|unhex>") { $0.framing = Framing(.delimiter([Array(";".utf8)])) }
    let report = try await visit(route) { _, visit in
      try await visit.send("61;613b62;64;")
      try await visit.finishes(hearing: .orderly("a;"))
    }
    #expect(report.reason == .replyInvalid)
    #expect(report.counters.frameErrors == ["reply_invalid": 1])
  }

  @Test func `the first reason stays`() async throws {
    let route = Route.answering("<line>") {
      $0.framing.maximum = 10
      $0.limits.reply = 5
      $0.events.oversize = .saying("much too long a reply", then: .close)
    }
    let report = try await visit(route) { _, visit in
      try await visit.send(Self.long)
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .replyTooLong)
    #expect(report.lines.isEmpty == false)
  }
}
