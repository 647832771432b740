import Logging
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// What a bug of the gateway's own does to the connection that meets it: here a plan that no loader makes.
@Suite struct InternalErrorTests {
  private static let broken = Route.of(
    .state("first", .on("go", reply: ["went"], then: .goto("second")), .otherwise(reply: ["ack:<line>"])),
    .state("second", .otherwise(reply: ["second:<line>"]))
  ) { $0.events.connect = Actions(reply: [.compiled("hello")], ending: .goto(.init(state: 9))) }

  @Test func `W16: a bug ends the connection as an error, behind whole replies and before any more`() async throws {
    let report = try await visit(Self.broken) { _, visit in
      try await visit.send("one\ntwo\n")
      try await visit.finishes(hearing: .orderly("hello\n"))
    }
    #expect(report.reason == .internalError)
    let line = try #require(report.lines.last)
    #expect(line.level == .error)
    #expect(line.fields["conn.id"] == "7")
    #expect(line.fields["reason"] == "internal_error")
  }

  /// What is half rendered when a value turns out to be none is withdrawn.
  @Test(arguments: [["whole", "<line|unhex>"], ["<line><line|unhex>"], ["<line|unhex>", "whole"]])
  func `W16: a reply that fails half-way is not sent in part, and none follows it`(replies: [String]) async throws {
    let route = Route.with(.otherwise(reply: replies.map { ReplySketch($0) }))
    let report = try await visit(route) { _, visit in
      try await visit.send("no hex\n6162\n")
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .replyInvalid)
  }
}
