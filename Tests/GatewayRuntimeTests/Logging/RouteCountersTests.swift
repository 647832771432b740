import Framing
import Routing
import Testing

@testable import GatewayRuntime

/// The operator's counters.
@Suite struct RouteCountersTests {
  private static func samples(_ counters: RouteCounters, _ route: Route) -> [String: Int] {
    Dictionary(RouteTotals(counters, of: route).samples(of: route.name).map { ($0.name, $0.value) }) { $0 + $1 }
  }

  @Test func `every counter has its Prometheus name and its route`() {
    let route = Route.answering("", name: "ack")
    var counters = RouteCounters(route)
    counters.accepted = 1
    counters.frames = 2
    counters.closed = [.clientFin: 3]
    counters.rejected = [.notAllowed: 4]
    counters.frameErrors = ["too_long": 5]
    counters.matches = [6]
    let samples = Self.samples(counters, route)
    #expect(samples["gateway_connections_accepted_total{route=\"ack\"}"] == 1)
    #expect(samples["gateway_frames_received_total{route=\"ack\"}"] == 2)
    #expect(samples["gateway_connections_closed_total{route=\"ack\",reason=\"client_fin\"}"] == 3)
    #expect(samples["gateway_connections_rejected_total{route=\"ack\",reason=\"not_allowed\"}"] == 4)
    #expect(samples["gateway_frame_errors_total{route=\"ack\",reason=\"too_long\"}"] == 5)
    #expect(samples["gateway_rule_matches_total{route=\"ack\",state=\"\",rule=\"\"}"] == 6)
    #expect(samples["gateway_connections_active{route=\"ack\"}"] == 0)
  }

  @Test(arguments: [
    ("a\"b", "a\\\"b"), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"), ("a\r\nb", "a\r\\nb"), ("\"\u{301}", "\\\"\u{301}"),
  ])
  func `no name ends its label`(name: String, written: String) {
    let route = Route.answering("", name: name)
    #expect(Self.samples(RouteCounters(route), route)["gateway_connections_active{route=\"\(written)\"}"] == 0)
  }

  @Test func `rules are counted by name, those without one together, in each state`() {
    let framing = Framing(.line(reply: .lf))
    let rules = [Rule(name: "hello", actions: .init()), Rule(actions: .init()), Rule(actions: .init())]
    let states = [
      State(name: "one", read: framing, rules: rules), State(name: "two", read: framing, rules: [rules[0]]),
    ]
    let route = Route(name: "r", listeners: [], framing: framing, states: states)
    var counters = RouteCounters(route)
    counters.matches = [1, 2, 4, 8]
    let samples = Self.samples(counters, route)
    #expect(samples["gateway_rule_matches_total{route=\"r\",state=\"one\",rule=\"hello\"}"] == 1)
    #expect(samples["gateway_rule_matches_total{route=\"r\",state=\"one\",rule=\"\"}"] == 6)
    #expect(samples["gateway_rule_matches_total{route=\"r\",state=\"two\",rule=\"hello\"}"] == 8)
  }

  @Test func `the loops' counters add up`() {
    let route = Route.answering("")
    var one = RouteCounters(route)
    one.accepted = 1
    one.closed = [.drain: 1]
    one.matches = [2]
    var sum = one
    sum.add(one)
    sum.add(RouteCounters(route))
    #expect(sum.accepted == 2)
    #expect(sum.closed == [.drain: 2])
    #expect(sum.matches == [4])
  }
}
