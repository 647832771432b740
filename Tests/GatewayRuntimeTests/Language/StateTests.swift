import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// From state to state, with what has arrived behind.
@Suite struct StateTests {
  /// A store with one value, as memcached has it.
  private static let store = Route.of(
    .state(
      "command",
      .on("set <key> <bytes:int>", then: .goto("value")),
      .on("get", reply: ["<v>"]),
      .otherwise(reply: ["ERROR"])),
    .state(
      "value", read: Framing(.fixed(0, trailer: Array("\n".utf8)), maximum: 100), size: "<bytes>",
      inherits: ["key", "bytes"],
      .otherwise(set: ["v": "<key>=<frame>"], reply: ["STORED <key> <bytes>"], then: .goto("command")))
  ) { $0.variables = ["v": ""] }

  private static let talk = "set k 5\na\nb\nc\nget\nset empty 0\n\nget\n"
  private static let answers = "STORED k 5\nk=a\\nb\\nc\nSTORED empty 0\nempty=\n"

  @Test func `what is pipelined behind a goto is read as the new state reads, at every split`() async throws {
    let route = Self.escaping
    let bytes = Array(Self.talk.utf8)
    for split in 0...bytes.count {
      let report = try await visit(route) { _, visit in
        try await visit.send(Array(bytes[..<split]))
        await visit.letServe()
        try await visit.send(Array(bytes[split...]))
        try await visit.finishes(hearing: .orderly(Self.answers))
      }
      #expect(report.reason == .clientFin)
      #expect(report.counters.matches == [2, 2, 0, 2])
    }
  }

  @Test func `one byte at a time is the same`() async throws {
    _ = try await visit(Self.escaping) { _, visit in
      for byte in Self.talk.utf8 {
        try await visit.send([byte])
        await visit.letServe()
      }
      try await visit.finishes(hearing: .orderly(Self.answers))
    }
  }

  private static let escaping = Route.of(
    .state(
      "command", .on("set <key> <bytes:int>", then: .goto("value")), .on("get", reply: ["<v|escape>"]),
      .otherwise(reply: ["ERROR"])),
    .state(
      "value", read: Framing(.fixed(0, trailer: Array("\n".utf8)), maximum: 100), size: "<bytes>",
      inherits: ["key", "bytes"],
      .otherwise(set: ["v": "<key>=<frame>"], reply: ["STORED <key> <bytes>"], then: .goto("command")))
  ) { $0.variables = ["v": ""] }

  @Test(arguments: [
    ("set k -1\n", CloseReason.badFrame, "bad_length"), ("set k 101\nxx", .frameTooLong, "too_long"),
    ("set k 99999999999999999999999\nxx", .frameTooLong, "too_long"),
  ])
  func `a size that cannot be is an error of the frame`(text: String, reason: CloseReason, label: String) async throws {
    let report = try await visit(Self.store) { _, visit in
      try await visit.send(text)
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == reason)
    #expect(report.counters.frameErrors == [label: 1])
  }

  @Test func `an event's goto passes over a value that is too large`() async throws {
    let route = Route.of(
      .state("command", .on("set <bytes:int>", then: .goto("value")), .otherwise(reply: ["ERROR <line>"])),
      .state(
        "value", read: Framing(.fixed(0, trailer: Array("\n".utf8)), maximum: 4), size: "<bytes>",
        inherits: ["bytes"], .otherwise(reply: ["STORED"], then: .goto("command")))
    ) { $0.when(\.oversize, .otherwise(reply: ["too large"], then: .goto("command"))) }
    let bytes = Array("set 9\n12\n45\n789\nget\nset 4\nabcd\n".utf8)
    for split in 0...bytes.count {
      let report = try await visit(route) { _, visit in
        try await visit.send(Array(bytes[..<split]))
        await visit.letServe()
        try await visit.send(Array(bytes[split...]))
        try await visit.finishes(hearing: .orderly("too large\nERROR get\nSTORED\n"))
      }
      #expect(report.reason == .clientFin)
    }
  }

  @Test func `captures stay until the state is left, and a goto to itself overlays them`() async throws {
    let route = Route.of(
      .state("name", .on("I am <name>", then: .goto("talk"))),
      .state(
        "talk", inherits: ["name", "mood"],
        .on("feel <mood>", then: .goto("talk")), .on("who", reply: ["<name> <mood>"]),
        .on("leave", then: .goto("name")), .otherwise(reply: ["<name> says <line>"])))
    _ = try await visit(route) { _, visit in
      try await visit.send("I am Ada\nwho\nhi\nfeel well\nwho\nfeel fine\nwho\nleave\nI am Bob\nwho\n")
      try await visit.finishes(hearing: .orderly("Ada \nAda says hi\nAda well\nAda fine\nBob \n"))
    }
  }

  @Test func `let names are carried as captures are`() async throws {
    let route = Route.of(
      .state("one", .on("<x>", naming: ["up": "<x|upper>"], then: .goto("two"))),
      .state("two", inherits: ["up"], .otherwise(reply: ["<up> <line>"])))
    _ = try await visit(route) { _, visit in
      try await visit.send("abc\nd\ne\n")
      try await visit.finishes(hearing: .orderly("ABC d\nABC e\n"))
    }
  }

  @Test func `states that hand each other frames of no bytes do not go on for ever`() async throws {
    let read = Framing(.fixed(0, trailer: []))
    let route = Route.of(
      .state("command", .on("<n:int>", then: .goto("here"))),
      .state("here", read: read, size: "<n>", inherits: ["n"], .otherwise(then: .goto("there"))),
      .state("there", read: read, size: "0", inherits: ["n"], .otherwise(naming: ["n": "0"], then: .goto("here"))))
    let report = try await visit(route) { _, visit in
      try await visit.send("0\n")
      try await visit.finishes(hearing: .orderly())
    }
    #expect(report.reason == .badFrame)
    #expect(report.counters.frameErrors == ["empty_frames": 1])
    #expect(report.frames == Session.emptyFramesInTurn + 2)
  }

  @Test func `a size of nothing is one frame, before a byte has come`() async throws {
    let route = Route.of(
      .state("command", .on("<n:int>", then: .goto("value"))),
      .state(
        "value", read: Framing(.fixed(0, trailer: [])), size: "<n>", inherits: ["n"],
        .otherwise(reply: ["<frame|len>"], then: .goto("command"))))
    _ = try await visit(route) { _, visit in
      try await visit.says("0\n", hears: "0\n")
      try await visit.says("2\nxy0\n", hears: "2\n0\n")
      try await visit.finishes(hearing: .orderly())
    }
  }

  private static func sizedStart(_ length: String, connect: RuleSketch? = nil) -> Route {
    let read = Framing(.fixed(0, trailer: []), maximum: 9)
    return .of(
      .state(
        "one", read: read, size: "<len>", .otherwise(set: ["len": "4"], reply: ["one <frame>"], then: .goto("one"))),
      .state("two", read: read, size: "2", .otherwise(reply: ["two <frame>"], then: .goto("one")))
    ) {
      $0.variables = ["len": length]
      if let connect { $0.when(\.connect, connect) }
    }
  }

  @Test(
    arguments: [
      (nil, "one abc\none defg\n"), (.otherwise(reply: ["hi"]), "hi\none abc\none defg\n"),
      (.otherwise(set: ["len": "1"]), "one a\none bcde\n"), (.otherwise(then: .goto("two")), "two ab\none cde\n"),
    ] as [(RuleSketch?, String)])
  func `the start state reads the size that holds after connect`(connect: RuleSketch?, answers: String) async throws {
    let route = Self.sizedStart("3", connect: connect)
    let text = answers.split(separator: "\n").filter { $0 != "hi" }.map { $0.dropFirst(4) }.joined()
    _ = try await visit(route) { _, visit in
      try await visit.says(text, hears: answers)
      try await visit.finishes(hearing: .orderly())
    }
  }

  @Test func `a start state's size that cannot be ends the connection at once`() async throws {
    let report = try await visit(Self.sizedStart("x")) { _, visit in try await visit.hears(.orderly("")) }
    #expect(report.reason == .badFrame)
    #expect(report.counters.frameErrors == ["bad_length": 1])
  }

  @Test func `the limit in force is that of the state`() async throws {
    let route = Route.of(
      .state("one", .on("in", then: .goto("two"))),
      .state("two", read: Framing(.line(reply: .lf), maximum: 3), .otherwise(reply: ["<line>"])))
    let report = try await visit(route) { _, visit in
      try await visit.send("in\nabc\nabcd\n")
      try await visit.finishes(hearing: .orderly("abc\n"))
    }
    #expect(report.reason == .frameTooLong)
    #expect(report.lines.last?.fields["limit"] == "3")
  }
}
