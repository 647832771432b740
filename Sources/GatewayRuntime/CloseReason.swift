/// Why a connection ended. Every ending has exactly one; the names are a contract with whoever reads
/// logs and metrics.
package enum CloseReason: String, Sendable, CaseIterable {
  /// The peer ended its stream, and everything it was owed has been handed over.
  case clientFin = "client_fin"
  case clientReset = "client_rst"
  /// A rule or an event closed.
  case serverClose = "server_close"
  /// A rule, an event or a timer reset it.
  case serverReset = "server_reset"
  case idleTimeout = "idle_timeout"
  case frameTimeout = "frame_timeout"
  case halfClosedTimeout = "half_closed_timeout"
  case maxAge = "max_age"
  case frameTooLong = "frame_too_long"
  case badFrame = "bad_frame"
  case replyInvalid = "reply_invalid"
  case replyTooLong = "reply_too_long"
  case foreignProtocol = "foreign_protocol"
  case writeTimeout = "write_timeout"
  case maxConnections = "max_connections"
  case maxConnectionsIP = "max_connections_ip"
  case notAllowed = "not_allowed"
  /// The process has more memory than it may.
  case memoryBudget = "memory_budget"
  case drain
  case drainDeadline = "drain_deadline"
  case hardStop = "hard_stop"
  case internalError = "internal_error"

  /// The key of the route file, or the option of `serve`, that moves the bound which this reason enforces.
  package var key: String? {
    switch self {
    case .idleTimeout: "timeouts.idle"
    case .frameTimeout: "timeouts.frame"
    case .halfClosedTimeout: "timeouts.half_closed"
    case .maxAge: "timeouts.connection"
    case .writeTimeout: "timeouts.write"
    case .frameTooLong: "framing.max"
    case .replyTooLong: "limits.reply"
    case .maxConnections: "limits.connections"
    case .maxConnectionsIP: "limits.connections_per_ip"
    case .notAllowed: "allow"
    case .memoryBudget: "--memory-limit"
    case .foreignProtocol: "foreign"
    case .drainDeadline: "drain"
    case .clientFin, .clientReset, .serverClose, .serverReset, .badFrame, .replyInvalid, .drain, .hardStop,
      .internalError:
      nil
    }
  }

  /// Whether the peer or the route file wanted it so.
  package var isOrderly: Bool {
    switch self {
    case .clientFin, .serverClose, .serverReset: true
    default: false
    }
  }

  /// How loud the log line is: what peers do every day is not said unless asked for.
  package var severity: Severity {
    switch self {
    case .clientFin, .serverClose, .serverReset: .debug
    case .clientReset, .idleTimeout, .halfClosedTimeout, .maxAge, .drain: .info
    case .frameTimeout, .frameTooLong, .badFrame, .replyInvalid, .replyTooLong, .foreignProtocol, .writeTimeout,
      .maxConnections, .maxConnectionsIP, .notAllowed, .memoryBudget, .drainDeadline, .hardStop:
      .warning
    case .internalError: .error
    }
  }

  package enum Severity: Sendable { case debug, info, warning, error }
}
