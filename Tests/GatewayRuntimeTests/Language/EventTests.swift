import Framing
import Logging
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// What a connection does when something happens that is no frame.
@Suite struct EventTests {
  private static func route(
    _ event: WritableKeyPath<Events, Actions?>, _ actions: RuleSketch, change: (inout RouteSketch) -> Void = { _ in }
  ) -> Route {
    .of(
      .state("one", .otherwise(reply: ["one <v>"])), .state("two", .otherwise(reply: ["two <v>"]))
    ) {
      $0.framing.maximum = 8
      $0.variables = ["v": "0"]
      $0.timeouts.idle = .seconds(7)
      $0.timeouts.frame = .seconds(5)
      $0.when(event, actions)
      change(&$0)
    }
  }

  /// A reply, a value, a line in the log.
  private static func speaking(_ then: RuleSketch.Then = .stay) -> RuleSketch {
    .otherwise(set: ["v": "<v|add:1>"], reply: ["event <v>"], log: "logged <v>", then: then)
  }

  private static func hasLogged(_ report: Visit.Report) -> Bool {
    report.lines.contains { $0.message == "logged 1" && $0.level == .info }
  }

  @Test func `connect speaks first`() async throws {
    let report = try await visit(Self.route(\.connect, Self.speaking())) { _, visit in
      try await visit.hears("event 1\n")
      try await visit.says("a\n", hears: "one 1\n")
      try await visit.finishes(hearing: .orderly())
    }
    #expect(Self.hasLogged(report))
    #expect(report.reason == .clientFin)
  }

  @Test func `connect may close, reset, and go elsewhere`() async throws {
    var report = try await visit(Self.route(\.connect, Self.speaking(.close))) { _, visit in
      try await visit.hears(.orderly("event 1\n"))
    }
    #expect(report.reason == .serverClose)
    report = try await visit(Self.route(\.connect, .otherwise(then: .reset))) { _, visit in
      try await visit.hears(.reset())
    }
    #expect(report.reason == .serverReset)
    report = try await visit(Self.route(\.connect, Self.speaking(.goto("two")))) { _, visit in
      try await visit.hears("event 1\n")
      try await visit.says("a\n", hears: "two 1\n")
      try await visit.finishes(hearing: .orderly())
    }
  }

  @Test(arguments: [RuleSketch.Then.stay, .close, .goto("two")])
  func `eof, frame_timeout and shutdown speak last, whatever they lead to`(then: RuleSketch.Then) async throws {
    var report = try await visit(Self.route(\.eof, Self.speaking(then))) { _, visit in
      try await visit.send("a\n")
      try await visit.finishes(hearing: .orderly("one 0\nevent 1\n"))
    }
    #expect(report.reason == .clientFin)
    #expect(Self.hasLogged(report))
    report = try await visit(Self.route(\.frameTimeout, Self.speaking(then))) { _, visit in
      try await visit.send("a")
      try await visit.hears(.orderly("event 1\n"))
    }
    #expect(report.reason == .frameTimeout)
    report = try await visit(Self.route(\.shutdown, Self.speaking(then))) { _, visit in
      await visit.letServe()
      await visit.tell(.shutdown)
      try await visit.hears(.orderly("event 1\n"))
    }
    #expect(report.reason == .drain)
  }

  @Test func `idle closes, unless it goes on or elsewhere`() async throws {
    var report = try await visit(Self.route(\.idle, Self.speaking())) { _, visit in
      try await visit.hears(.orderly("event 1\n"))
    }
    #expect(report.reason == .idleTimeout)
    #expect(Self.hasLogged(report))
    for (then, state) in [(RuleSketch.Then.resume, "one"), (.goto("two"), "two")] {
      report = try await visit(Self.route(\.idle, Self.speaking(then))) { _, visit in
        try await visit.hears("event 1\n")
        #expect(visit.time == .seconds(7))
        try await visit.hears("event 2\n")
        #expect(visit.time == .seconds(14))
        try await visit.says("a\n", hears: "\(state) 2\n")
        try await visit.finishes(hearing: .orderly())
      }
      #expect(report.reason == .clientFin)
    }
  }

  @Test func `an oversize frame closes, unless the event goes on or elsewhere`() async throws {
    let text = "much too long\na\n"
    var report = try await visit(Self.route(\.oversize, Self.speaking())) { _, visit in
      try await visit.send(text)
      try await visit.hears(.orderly("event 1\n"))
    }
    #expect(report.reason == .frameTooLong)
    #expect(Self.hasLogged(report))
    for (then, state) in [(RuleSketch.Then.resume, "one"), (.goto("two"), "two")] {
      for split in 0...text.utf8.count {
        report = try await visit(Self.route(\.oversize, Self.speaking(then))) { _, visit in
          let bytes = Array(text.utf8)
          try await visit.send(Array(bytes[..<split]))
          await visit.letServe()
          try await visit.send(Array(bytes[split...]))
          try await visit.finishes(hearing: .orderly("event 1\n\(state) 1\n"))
        }
        #expect(report.reason == .clientFin)
      }
    }
  }

  @Test func `a bad frame closes, unless there is a boundary to go on from`() async throws {
    func route(_ kind: Framing.Kind, _ then: RuleSketch.Then) -> Route {
      Self.route(\.badFrame, Self.speaking(then)) { $0.framing.kind = kind }
    }
    var report = try await visit(route(.crlf, .goto("two"))) { _, visit in
      try await visit.send("a\nb\r\nc\r\n")
      try await visit.finishes(hearing: .orderly("event 1\r\ntwo 1\r\n"))
    }
    #expect(report.reason == .clientFin)
    report = try await visit(route(.crlf, .stay)) { _, visit in
      try await visit.send("a\nb\r\nc\r\n")
      try await visit.hears(.orderly("event 1\r\n"))
    }
    #expect(report.reason == .badFrame)
    report = try await visit(route(.netstring, .goto("two"))) { _, visit in
      try await visit.send("x:b,1:c,")
      try await visit.hears(.orderly("7:event 1,"))
    }
    #expect(report.reason == .badFrame)
  }

  @Test func `an event that resets loses what is owed`() async throws {
    let report = try await visit(Self.route(\.oversize, .otherwise(reply: ["never"], then: .reset))) { _, visit in
      try await visit.send("a\nmuch too long\n")
      try await visit.hears(.reset())
    }
    #expect(report.reason == .serverReset)
  }

  @Test func `a line that a rule names is not foreign`() async throws {
    let route = Route.with(.on("GET <target> HTTP/1.<_>", reply: ["<target>"]), .otherwise(reply: ["<line>"])) {
      $0.foreign = .refuse
    }
    var report = try await visit(route) { _, visit in
      try await visit.send("GET /x HTTP/1.1\r\nGET /y HTTP/1.0\r\n")
      try await visit.finishes(hearing: .orderly("/x\n/y\n"))
    }
    #expect(report.counters.rejected == [:])
    for foreign in ["POST /x HTTP/1.1\r\n", "\u{16}\u{3}\u{1}hello\n"] {
      report = try await visit(route) { _, visit in
        try await visit.send(foreign)
        try await visit.hears(.orderly())
      }
      #expect(report.reason == .foreignProtocol)
    }
  }
}
