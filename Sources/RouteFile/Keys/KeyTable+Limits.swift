extension KeyTable {
  package static let limits = Section(
    "limits", "Everything a route holds has a bound.", [Limit.connections, Limit.connectionsPerIP, Limit.reply])

  package enum Limit {
    static let connections = Key(
      "connections", .limit, "Open connections of the route, over all its listeners, those being closed included.",
      default: "10000", examples: ["100"])
    static let connectionsPerIP = Key(
      "connections_per_ip", .limit,
      "Open connections of the route from one address; left out: as many as there may be.",
      examples: ["20"])
    static let reply = Key(
      "reply", .size(orNone: true), "The size of one rendered reply.", default: "1MiB", examples: ["64KiB"])
  }

  package static let timeouts = Section(
    "timeouts", "Everything a route waits for has an end.",
    [
      Timeout.idle, Timeout.frame, Timeout.write, Timeout.halfClosed, Timeout.linger, Timeout.lingerTotal,
      Timeout.connection, .later("handshake", "How long a TLS handshake may take."),
    ])

  package enum Timeout {
    static let idle = Key(
      "idle", .duration(orNone: true), "No byte in either direction while the peer's next frame is awaited.",
      default: "5m", examples: ["30s"])
    static let frame = Key(
      "frame", .duration(orNone: true),
      "From the first to the last byte of one frame, while reading is on; not for the framing `eof`.", default: "30s",
      examples: ["10s"])
    static let write = Key(
      "write", .duration(orNone: true), "While the peer takes nothing of what it is owed; any progress starts it anew.",
      default: "10s", examples: ["5s"])
    static let halfClosed = Key(
      "half_closed", .duration(orNone: true),
      "From the peer's end of stream to the last reply; not while writes progress.", default: "30s", examples: ["5s"])
    static let linger = Key(
      "linger", .duration(orNone: true), "After our end of stream, without a byte from the peer.", default: "2s",
      examples: ["500ms"])
    static let lingerTotal = Key(
      "linger_total", .duration(orNone: true), "After our end of stream, in all.", default: "10s", examples: ["5s"])
    static let connection = Key(
      "connection", .duration(orNone: true), "The greatest age of a connection; left out: any.", examples: ["1h"])
  }
}
