package import Routing

/// What happened on one route, as one loop saw it. Plain numbers of the loop's thread, summed over the
/// loops when somebody reads them. The names of the operator's counters are in `samples`.
package struct RouteCounters: Sendable {
  package var accepted = 0
  package var active = 0
  package var frames = 0
  package var replies = 0
  /// Frames that no rule took.
  package var unmatched = 0
  package var bytesIn = 0
  package var bytesOut = 0
  package var unacknowledged = 0
  package var pauses = 0
  package var resumes = 0
  package var closed: [CloseReason: Int] = [:]
  package var rejected: [CloseReason: Int] = [:]
  package var frameErrors: [String: Int] = [:]
  /// By the rule's place among all rules of the route's states.
  package var matches: [Int]

  package init(_ route: Route) {
    matches = [Int](repeating: 0, count: route.states.reduce(0) { $0 + $1.rules.count })
  }

  package mutating func add(_ other: RouteCounters) {
    accepted += other.accepted
    active += other.active
    frames += other.frames
    replies += other.replies
    unmatched += other.unmatched
    bytesIn += other.bytesIn
    bytesOut += other.bytesOut
    unacknowledged += other.unacknowledged
    pauses += other.pauses
    resumes += other.resumes
    closed.merge(other.closed, uniquingKeysWith: +)
    rejected.merge(other.rejected, uniquingKeysWith: +)
    frameErrors.merge(other.frameErrors, uniquingKeysWith: +)
    for (index, count) in other.matches.enumerated() where index < matches.count { matches[index] += count }
  }

  /// Name with labels, as Prometheus writes them, and value.
  package func samples(of route: Route) -> [(name: String, value: Int)] {
    let label = "route=\"\(CounterLabel.escaped(route.name))\""
    let plain: [(String, Int)] = [
      ("connections_accepted_total", accepted), ("connections_active", active), ("frames_received_total", frames),
      ("frames_unmatched_total", unmatched), ("replies_sent_total", replies), ("received_bytes_total", bytesIn),
      ("sent_bytes_total", bytesOut),
      ("unacknowledged_bytes_total", unacknowledged), ("read_pauses_total", pauses), ("read_resumes_total", resumes),
    ]
    return plain.map { ("gateway_\($0.0){\(label)}", $0.1) }
      + CounterLabel.byReason("gateway_connections_closed_total", label, closed)
      + CounterLabel.byReason("gateway_connections_rejected_total", label, rejected)
      + frameErrors.sorted { $0.key < $1.key }
      .map { ("gateway_frame_errors_total{\(label),reason=\"\($0.key)\"}", $0.value) }
      + matchSamples(of: route, label)
  }

  /// Rules by name; those without one are counted together in their state.
  private func matchSamples(of route: Route, _ label: String) -> [(name: String, value: Int)] {
    var sums: [(name: String, value: Int)] = []
    var ordinal = 0
    for state in route.states {
      var named: [String: Int] = [:]
      for rule in state.rules {
        named[rule.name ?? "", default: 0] += matches[ordinal]
        ordinal += 1
      }
      let stateLabel = "\(label),state=\"\(CounterLabel.escaped(state.name ?? ""))\""
      for (rule, count) in named.sorted(by: { $0.key < $1.key }) {
        sums.append(("gateway_rule_matches_total{\(stateLabel),rule=\"\(CounterLabel.escaped(rule))\"}", count))
      }
    }
    return sums
  }
}

enum CounterLabel {
  /// See the Prometheus text format: backslash, quote and newline are escaped in label values.
  static func escaped(_ value: String) -> String {
    value.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  static func byReason(_ name: String, _ label: String, _ counts: [CloseReason: Int]) -> [(name: String, value: Int)] {
    counts.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { ("\(name){\(label),reason=\"\($0.key.rawValue)\"}", $0.value) }
  }
}
