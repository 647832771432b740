import Framing
import Logging
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// What a rule does, one action after the other.
@Suite struct ActionTests {
  /// Sends `text` in one piece, ends, and holds the connection to what it answers.
  private static func conversation(
    _ route: Route, _ text: String, hears expected: Rest, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Visit.Report {
    try await visit(route) { _, visit in
      try await visit.send(text)
      try await visit.finishes(hearing: expected, sourceLocation: sourceLocation)
    }
  }

  @Test func `the first rule that matches answers, with what it captured`() async throws {
    let route = Route.with(
      .on("ADD <a:int> <b:int>", reply: ["<a|add:<b>>"], name: "add"),
      .on("PING", reply: ["PONG"]),
      .on("PING", reply: ["never"]),
      .otherwise(reply: ["ERR <line>"]))
    let report = try await Self.conversation(
      route, "PING\nADD 2 3\nADD 2 x\n", hears: .orderly("PONG\n5\nERR ADD 2 x\n"))
    #expect(report.counters.matches == [1, 1, 0, 1])
    #expect(report.counters.frames == 3)
    #expect(report.counters.replies == 3)
  }

  @Test func `a frame that no rule takes is counted, and the connection goes on`() async throws {
    let route = Route.with(.on("PING", reply: ["PONG"]))
    let report = try await Self.conversation(route, "what\nPING\nelse\n", hears: .orderly("PONG\n"))
    #expect(report.counters.unmatched == 2)
    #expect(report.counters.matches == [1])
    #expect(report.lines.count { $0.message == "no rule takes the frame" && $0.level == .debug } == 2)
    #expect(report.reason == .clientFin)
  }

  @Test func `let comes before set, set before reply, in the order written`() async throws {
    let route = Route.with(
      .on(
        "GO <n:int>", naming: ["twice": "<n|mul:2>", "more": "<twice|add:1>"],
        set: ["count": "<count|add:<more>>", "last": "<count>"], reply: ["<twice> <more> <count> <last>"])
    ) { $0.variables = ["count": "100", "last": "none"] }
    let report = try await Self.conversation(route, "GO 3\nGO 1\n", hears: .orderly("6 7 107 107\n2 3 110 110\n"))
    #expect(report.reason == .clientFin)
  }

  @Test func `variables begin as their templates say, and are the connection's own`() async throws {
    let route = Route.with(.otherwise(set: ["a": "<a>x"], reply: ["<a> <b>"])) {
      $0.variables = ["a": "<peer.ip>", "b": "<a>!"]
    }
    for _ in 0..<2 {
      _ = try await Self.conversation(
        route, "1\n2\n", hears: .orderly("192.0.2.7x 192.0.2.7!\n192.0.2.7xx 192.0.2.7!\n"))
    }
  }

  @Test func `an item is left out where its condition does not hold`() async throws {
    let route = Route.with(
      .otherwise(
        set: ["n": "<n>i"],
        reply: ["always", ReplySketch("once", when: ["n": "i"]), ReplySketch("<rest>", when: ["n": "i<rest>"])])
    ) { $0.variables = ["n": ""] }
    _ = try await Self.conversation(route, "a\nb\n", hears: .orderly("always\nonce\nalways\ni\n"))
  }

  @Test func `a counted item goes out as it is, and another framing wraps its own`() async throws {
    let route = Route.with(
      .otherwise(
        reply: [
          ReplySketch("<line|unhex>", wrapping: .counted),
          ReplySketch("<line>", wrapping: .other(FrameEncoder(Framing(.netstring)))),
        ]))
    _ = try await Self.conversation(route, "610a62\n", hears: .orderly("a\nb\n6:610a62,"))
  }

  @Test func `a log is a line of its own, escaped, with the connection and the rule`() async throws {
    let route = Route.with(.on("LOG <text>", log: "user says <text>", name: "chat"), name: "shell")
    let report = try await visit(route) { _, visit in
      try await visit.send(Array("LOG a".utf8) + [0xff, 0x0a])
      try await visit.finishes(hearing: .orderly())
    }
    let line = try #require(report.lines.first { $0.message.hasPrefix("user says") })
    #expect(line.message == "user says a\\xff")
    #expect(line.level == .info)
    #expect(line.fields["route"] == "shell")
    #expect(line.fields["rule"] == "chat")
    #expect(line.fields["conn.id"] == "7")
  }

  @Test func `every line that a rule logs is said`() async throws {
    let route = Route.with(.otherwise(log: "said <line>"))
    let report = try await Self.conversation(
      route, String(repeating: "x\n", count: 100), hears: .orderly())
    #expect(report.lines.count { $0.message == "said x" } == 100)
  }

  @Test func `close discards what is pipelined behind it`() async throws {
    let route = Route.with(.on("QUIT", reply: ["bye"], then: .close), .otherwise(reply: ["<line>"]))
    let report = try await Self.conversation(route, "a\nQUIT\nb\nc\n", hears: .orderly("a\nbye\n"))
    #expect(report.reason == .serverClose)
    #expect(report.frames == 2)
  }

  @Test func `reset loses what is owed, and the peer sees it`() async throws {
    let route = Route.with(.on("RESET", then: .reset), .otherwise(reply: ["<line>"]))
    let report = try await Self.conversation(route, "a\nRESET\nb\n", hears: .reset())
    #expect(report.reason == .serverReset)
    #expect(report.frames == 2)
    #expect(report.counters.closed.isEmpty)
  }

  @Test func `a value that cannot be converted gives nothing away`() async throws {
    let route = Route.with(
      .on("ADD <x>", reply: ["first", "<x|add:1>"]), .on("SET <x>", set: ["v": "<x|add:1>"], reply: ["set"]),
      .on("LET <x>", naming: ["y": "<x|add:1>"], reply: ["<y>"]), .on("LOG <x>", reply: ["logged"], log: "<x|add:1>"),
      .otherwise(reply: ["<line>"])
    ) { $0.variables = ["v": ""] }
    for verb in ["ADD", "SET", "LET", "LOG"] {
      let report = try await Self.conversation(route, "a\n\(verb) b\nc\n", hears: .orderly("a\n"))
      #expect(report.reason == .replyInvalid)
      #expect(report.counters.frameErrors == ["bad_value": 1])
      #expect(report.counters.replies == 1)
      #expect(report.detail == "a value that filter add cannot convert")
    }
  }

  @Test func `a value is bounded as a reply is`() async throws {
    let route = Route.with(.otherwise(set: ["v": "<v><v>"], reply: ["<v|len>"])) {
      $0.variables = ["v": "x"]
      $0.limits.reply = 5
    }
    let report = try await Self.conversation(route, "a\nb\nc\nd\n", hears: .orderly("2\n4\n"))
    #expect(report.reason == .replyTooLong)
  }

  @Test func `a first value that cannot be had ends the connection at once`() async throws {
    let route = Route.with(.otherwise(reply: ["<v>"])) { $0.variables = ["v": "<peer.ip|add:1>"] }
    let report = try await Self.conversation(route, "", hears: .orderly())
    #expect(report.reason == .replyInvalid)
  }
}
