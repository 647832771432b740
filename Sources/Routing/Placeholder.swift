/// A name that may stand between `<` and `>`: the one source of the compiler and the reference.
struct Placeholder: Sendable {
  let name: String
  let content: Content
  let summary: String
  let example: String

  enum Content: Sendable {
    case value(Template.Value)
    /// A byte of the author's own.
    case byte(UInt8)
    /// The current time; takes a format or nothing.
    case time
    /// A random number; takes its range.
    case random
    /// Not found by its name, and here for the reference only: `0xNN`, numbers.
    case literal
  }

  var takesArgument: Bool {
    switch content {
    case .time, .random: true
    case .value, .byte, .literal: false
    }
  }

  static func named(_ name: String) -> Placeholder? { byName[name] }

  static let all: [Placeholder] = [
    .init(
      "line", .value(.frame), "the frame in hand, of some framings its start line or arguments; empty in events",
      "ack:<line>"),
    .init("frame", .value(.frame), "all of the frame in hand", "<frame|hex>"),
    .init("peer.ip", .value(.peerIP), "the peer's address; `unix` on a unix socket", "hello <peer.ip>"),
    .init("peer.port", .value(.peerPort), "the peer's port; 0 on a unix socket", "<peer.ip>:<peer.port>"),
    .init("local.port", .value(.localPort), "the port that the peer connected to", "<local.port>"),
    .init("conn.id", .value(.connectionID), "the connection's number, as in the log", "<conn.id>"),
    .init("conn.seconds", .value(.connectionSeconds), "whole seconds since the connection began", "<conn.seconds>"),
    .init("n", .value(.frameNumber), "frames so far on this connection, this one included", "<n> <line>"),
    .init("route", .value(.route), "the route's name", "<route>"),
    .init("host", .value(.host), "this machine's name", "220 <host> ready"),
    .init("uuid", .value(.uuid), "a random UUID, version 4", "<uuid>"),
    .init("now", .time, "the time in UTC: RFC 3339, or strftime as in `<now:%H:%M>`", "<now:%H:%M:%S>"),
    .init("random", .random, "a random integer, both ends included: `<random:1..6>`", "<random:1..6>"),
    .init("lt", .byte(UInt8(ascii: "<")), "a `<`", "<lt>line>"),
    .init("0xNN", .literal, "a byte", "<0x1b>"),
  ]

  private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  private init(_ name: String, _ content: Content, _ summary: String, _ example: String) {
    self.name = name
    self.content = content
    self.summary = summary
    self.example = example
  }
}

extension Template {
  /// Every placeholder of the language, for the reference and for suggestions.
  package static let knownPlaceholders: [(name: String, summary: String, example: String)] =
    Placeholder.all.map { ($0.name, $0.summary, $0.example) }
}
