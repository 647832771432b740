import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// All addresses of a plan, or none.
@Suite struct BinderTests {
  private static func plan(_ endpoints: Listen.Endpoint...) -> Plan {
    let routes = endpoints.enumerated().map { number, endpoint in
      Route.answering("", name: "r\(number)") {
        $0.listeners = [Listen(endpoint: endpoint, text: "", place: Place(file: "f.yaml", line: number, column: 1))]
      }
    }
    return Plan(routes: routes)
  }

  private static let loopback = Listen.Endpoint.tcp(host: .loopback, port: 0)

  @Test(arguments: [(Listen.Host.loopback, ["127.0.0.1", "::1"]), (.any, ["0.0.0.0", "::"])])
  func `both families share one free port`(host: Listen.Host, addresses: [String]) throws {
    var binder = Binder(loops: 2)
    let bound = try binder.bind(Self.plan(.tcp(host: host, port: 0))).shifts[0].map(\.place)
    #expect(bound.map(\.address.host) == Array(addresses.prefix(bound.count)))
    #expect(bound.count >= 1)
    #expect(Set(bound.map(\.address.port)).count == 1)
    #expect(bound[0].address.port != 0)
    #expect(bound.allSatisfy { !$0.isDealt })
  }

  @Test(arguments: [Errno.addressFamilyNotSupported, .addressNotAvailable])
  func `a machine without IPv6 listens on IPv4`(error: Errno) throws {
    let calls = ScriptedSystemCalls()
    calls.on(error == .addressNotAvailable ? .bind : .socket, .nth(2), .fails(error))
    var binder = Binder(loops: 1, calls: calls)
    let bound = try binder.bind(Self.plan(Self.loopback)).shifts[0].map(\.place)
    #expect(bound.map(\.address.host) == ["127.0.0.1"])
  }

  @Test func `a free port that the other family has not is given back for another`() throws {
    let calls = ScriptedSystemCalls()
    calls.on(.bind, .nth(2), .fails(.addressInUse))
    var binder = Binder(loops: 1, calls: calls)
    _ = try binder.bind(Self.plan(Self.loopback))
    #expect(calls.count(of: .bind) >= 3)
    #expect(calls.wronglyClosed == [])
  }

  @Test func `a port that was asked for and is taken on one family is a failure`() throws {
    let calls = ScriptedSystemCalls()
    calls.on(.bind, .nth(1), .answers(0))
    calls.on(.bind, .nth(2), .fails(.addressInUse))
    var binder = Binder(loops: 1, calls: calls)
    let failure = #expect(throws: BindFailure.self) { try binder.bind(Self.plan(.tcp(host: .loopback, port: 7_000))) }
    #expect(failure?.problem == .system(.addressInUse))
    #expect(calls.wronglyClosed == [])
  }

  @Test func `a failure closes what was bound, and leaves no socket file`() throws {
    let directory = TemporaryDirectory()
    let calls = ScriptedSystemCalls()
    calls.on(.listen, .nth(3), .fails(.addressInUse))
    var binder = Binder(loops: 1, calls: calls)
    let unix = Listen.Endpoint.unix(path: directory.path(of: "socket"), mode: 0o600, group: nil)
    let plan = Self.plan(
      unix, .tcp(host: .address([127, 0, 0, 1]), port: 0), .tcp(host: .address([127, 0, 0, 1]), port: 0))
    let failure = #expect(throws: BindFailure.self) { try binder.bind(plan) }
    #expect(failure?.listen.place.line == 2)
    #expect(failure?.reason == "address already in use")
    #expect(!directory.holds("socket"))
    #expect(calls.wronglyClosed == [])
  }

  @Test func `a stale socket file is replaced, and a file is left alone`() throws {
    let directory = TemporaryDirectory()
    try directory.makeStaleSocket("stale")
    directory.makeFile("file")
    var binder = Binder(loops: 1)
    let path = directory.path(of: "stale")
    let bound = try binder.bind(Self.plan(.unix(path: path, mode: 0o660, group: nil)))
    #expect(binder.replaced == [path])
    #expect(bound.shifts[0].map(\.place.isDealt) == [true])
    #expect(directory.mode(of: "stale") == 0o660)
    let file = Self.plan(.unix(path: directory.path(of: "file"), mode: 0o600, group: nil))
    let failure = #expect(throws: BindFailure.self) { try binder.bind(file) }
    #expect(failure?.problem == .notASocket)
    #expect(directory.holds("file"))
  }

  @Test(arguments: [
    (String(repeating: "x", count: 108), nil, BindFailure.Problem.pathTooLong),
    ("/tmp/gateway-none", "no-such-group-here", .unknownGroup("no-such-group-here")),
  ])
  func `what cannot be bound says why`(path: String, group: String?, problem: BindFailure.Problem) {
    var binder = Binder(loops: 1)
    let failure = #expect(throws: BindFailure.self) {
      try binder.bind(Self.plan(.unix(path: path, mode: 0o600, group: group)))
    }
    #expect(failure?.problem == problem)
  }
}
