package import Routing

/// What happened on one route, as one loop saw it. Plain numbers of the loop's thread, summed over the
/// loops when somebody reads them. See `RouteTotals`.
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

  package init() { matches = [] }

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
