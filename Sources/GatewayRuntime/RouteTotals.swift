package import Routing

/// What happened on all routes of one name, whatever plan they came from: sums that never go back.
package struct RouteTotals: Sendable {
  /// All but the matches, which go by the names of rules here.
  package private(set) var counters = RouteCounters()
  private var matches: [RuleName: Int] = [:]

  private struct RuleName: Hashable, Comparable {
    var state: String
    /// Empty for all rules without a name.
    var rule: String

    static func < (a: RuleName, b: RuleName) -> Bool { (a.state, a.rule) < (b.state, b.rule) }
  }

  package init() {}

  package init(_ counters: RouteCounters, of route: Route) {
    self.counters = counters
    self.counters.matches = []
    var ordinal = 0
    for state in route.states {
      for rule in state.rules {
        let count = ordinal < counters.matches.count ? counters.matches[ordinal] : 0
        matches[RuleName(state: state.name ?? "", rule: rule.name ?? ""), default: 0] += count
        ordinal += 1
      }
    }
  }

  package mutating func add(_ other: RouteTotals) {
    counters.add(other.counters)
    matches.merge(other.matches, uniquingKeysWith: +)
  }

  /// Name with labels, as Prometheus writes them, and value.
  package func samples(of route: String) -> [(name: String, value: Int)] {
    let label = "route=\"\(CounterLabel.escaped(route))\""
    return plainSamples.map { ("gateway_\($0.0){\(label)}", $0.1) }
      + CounterLabel.byReason("gateway_connections_closed_total", label, counters.closed)
      + CounterLabel.byReason("gateway_connections_rejected_total", label, counters.rejected)
      + counters.frameErrors.sorted { $0.key < $1.key }
      .map { ("gateway_frame_errors_total{\(label),reason=\"\($0.key)\"}", $0.value) }
      + matches.sorted { $0.key < $1.key }.map { name, count in
        let rule = "state=\"\(CounterLabel.escaped(name.state))\",rule=\"\(CounterLabel.escaped(name.rule))\""
        return ("gateway_rule_matches_total{\(label),\(rule)}", count)
      }
  }

  private var plainSamples: [(String, Int)] {
    [
      ("connections_accepted_total", counters.accepted), ("connections_active", counters.active),
      ("frames_received_total", counters.frames), ("frames_unmatched_total", counters.unmatched),
      ("replies_sent_total", counters.replies), ("received_bytes_total", counters.bytesIn),
      ("sent_bytes_total", counters.bytesOut), ("unacknowledged_bytes_total", counters.unacknowledged),
      ("read_pauses_total", counters.pauses), ("read_resumes_total", counters.resumes),
    ]
  }
}
