import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// What framings tell of a frame besides its bytes.
@Suite struct FieldTests {
  /// Sends `text` whole, then byte by byte, and expects the same.
  private static func conversation(
    _ route: Route, _ text: String, hears expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for isWhole in [true, false] {
      _ = try await visit(route) { _, visit in
        for piece in isWhole ? [Array(text.utf8)] : text.utf8.map({ [$0] }) {
          try await visit.send(piece)
          await visit.letServe()
        }
        try await visit.finishes(hearing: .orderly(expected), sourceLocation: sourceLocation)
      }
    }
  }

  @Test func `a header block is matched by its start line, and lends its parts`() async throws {
    let route = Route.with(
      .on(
        "PUT <path> HTTP/1.1", when: ["body": "<first:word> <_:rest>"],
        reply: [ReplySketch("<path> <header.x-tag> <first> <body|len> <frame|len>", wrapping: .other(.lines))]),
      .otherwise(reply: [ReplySketch("else <line> <start> <header.none>", wrapping: .other(.lines))])
    ) { $0.framing = Framing(.http) }
    try await Self.conversation(
      route,
      "PUT /a HTTP/1.1\r\nX-Tag: t\r\nContent-Length: 7\r\n\r\none two" + "GET /b HTTP/1.1\r\n\r\n",
      hears: "/a t one 7 55\nelse GET /b HTTP/1.1 GET /b HTTP/1.1 \n")
  }

  @Test func `without a start line the body is matched`() async throws {
    let route = Route.with(.on("a<x>", reply: ["<x> <line>"])) { $0.framing = Framing(.lsp) }
    try await Self.conversation(
      route, "Content-Length: 3\r\n\r\nabc", hears: "Content-Length: 6\r\n\r\nbc abc")
  }

  @Test func `a request is matched by its arguments, joined by one space`() async throws {
    let route = Route.with(
      .on("SET <key> <value:rest>", reply: ["<key>=<value> <arg.0> <arg.2> <args> <arg.9>\r\n"]),
      .otherwise(reply: ["else <line>\r\n"])
    ) { $0.framing = Framing(.resp) }
    try await Self.conversation(
      route, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\na b\r\n" + "PING\r\n",
      hears: "k=a b SET a b SET k a b \r\nelse PING\r\n")
  }

  @Test func `captures of a request are carried by a goto`() async throws {
    let route = Route.of(
      .state("one", .on("ASK <x>", then: .goto("two"))),
      .state("two", inherits: ["x"], .otherwise(reply: ["<x> <line>;"]))
    ) { $0.framing = Framing(.resp) }
    try await Self.conversation(route, "*2\r\n$3\r\nASK\r\n$1\r\nk\r\nGO on\r\n", hears: "k GO on;")
  }

  @Test func `a dotted frame is unstuffed before anybody sees it`() async throws {
    let dot = Framing(.dot)
    let route = Route.of(
      .state("command", .on("DATA", then: .goto("data"))),
      .state("data", read: dot, .on("..<x>\r\n", reply: ["<x>"], then: .goto("command")), .otherwise(then: .close))
    ) { $0.framing = Framing(.crlf) }
    try await Self.conversation(route, "DATA\r\n...hello\r\n.\r\nDATA\r\n...you\r\n.\r\n", hears: "hello\r\nyou\r\n")
  }

  @Test func `a delayed answer still has its fields`() async throws {
    let route = Route.with(
      .on("<verb> <x>", delay: .seconds(3), reply: ["<x> <arg.0> <args>;"])
    ) { $0.framing = Framing(.resp) }
    try await Self.conversation(route, "GET a\r\n*2\r\n$3\r\nPUT\r\n$1\r\nb\r\n", hears: "a GET GET a;b PUT PUT b;")
  }
}

extension FrameEncoder {
  fileprivate static let lines = FrameEncoder(Framing(.line(reply: .lf)))
}
