import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// What of the addresses a process holds the next plan keeps, opens and closes.
@Suite struct KeepingTests {
  private static let loopback = Listen.Endpoint.tcp(host: .address([127, 0, 0, 1]), port: 0)

  /// A plan of routes by name, each with where it listens.
  private static func plan(_ routes: (String, [Listen.Endpoint])...) -> Plan {
    Plan(
      routes: routes.map { name, endpoints in
        Route.answering("", name: name) {
          $0.listeners = endpoints.map { Listen(endpoint: $0, text: "", place: Place(file: "f", line: 1, column: 1)) }
        }
      })
  }

  private static func port(_ place: BoundAddress) -> Listen.Endpoint {
    .tcp(host: .address([127, 0, 0, 1]), port: place.address.port)
  }

  @Test func `what is written the same way stays with its route, and only the rest is bound`() throws {
    var binder = Binder(loops: 2)
    let first = try binder.bind(Self.plan(("a", [Self.loopback]), ("b", [Self.loopback])))
    let next = try binder.bind(Self.plan(("b", [Self.loopback]), ("c", [Self.loopback])), keeping: first.holdings)
    #expect(next.holdings[0].places == first.holdings[1].places)
    #expect(next.holdings[1].places == first.holdings[0].places)
    #expect(next.shifts.joined().isEmpty)
    let third = try binder.bind(
      Self.plan(("b", [Self.loopback, Self.loopback, Self.loopback])), keeping: next.holdings)
    #expect(third.shifts.map(\.count) == [1, 1])
    #expect(Set(third.addresses.keys).isSuperset(of: next.addresses.keys))
  }

  @Test func `a free port that was taken stays when it is written down`() throws {
    var binder = Binder(loops: 1)
    let first = try binder.bind(Self.plan(("a", [Self.loopback])))
    let place = first.holdings[0].places[0]
    let next = try binder.bind(Self.plan(("a", [Self.port(place)])), keeping: first.holdings)
    #expect(next.holdings[0].places == [place])
    #expect(next.shifts.joined().isEmpty)
  }

  @Test func `a failure gives back what is new, and leaves what is held`() throws {
    let calls = ScriptedSystemCalls()
    var binder = Binder(loops: 1, calls: calls)
    let first = try binder.bind(Self.plan(("a", [Self.loopback])))
    let opened = calls.count(of: .close)
    calls.on(.listen, .nth(2), .fails(.addressInUse))
    #expect(throws: BindFailure.self) {
      try binder.bind(Self.plan(("a", [Self.loopback, Self.loopback, Self.loopback])), keeping: first.holdings)
    }
    #expect(calls.count(of: .close) == opened + 2)
    // The one that is held is open.
    let open = withExtendedLifetime(first) { calls.wronglyClosed.count }
    #expect(open == 1)
  }

  @Test func `a socket file that stays gets its new mode, and one that is gone is made again`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "socket")
    var binder = Binder(loops: 1)
    let first = try binder.bind(Self.plan(("a", [.unix(path: path, mode: 0o600, group: nil)])))
    let next = try binder.bind(
      Self.plan(("a", [.unix(path: path, mode: 0o660, group: nil)])), keeping: first.holdings)
    #expect(next.holdings[0].places == first.holdings[0].places)
    #expect(directory.mode(of: "socket") == 0o660)
    _ = LinuxSystemCalls.shared.unlink(path)
    let third = try binder.bind(
      Self.plan(("a", [.unix(path: path, mode: 0o660, group: nil)])), keeping: next.holdings)
    #expect(third.holdings[0].places != next.holdings[0].places)
    #expect(directory.holds("socket"))
  }

  @Test func `a socket that another process put in the place of ours is left alone, and is not ours`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "socket")
    var binder = Binder(loops: 1)
    let first = try binder.bind(Self.plan(("a", [.unix(path: path, mode: 0o600, group: nil)])))
    directory.remove("socket")
    let address = try #require(SocketAddress(unixPath: path))
    let other = try BoundSocket.unix(address, mode: 0o600, group: nil, calls: LinuxSystemCalls.shared)
    for mode in [UInt32(0o600), 0o660] {
      let failure = #expect(throws: BindFailure.self) {
        try binder.bind(Self.plan(("a", [.unix(path: path, mode: mode, group: nil)])), keeping: first.holdings)
      }
      #expect(failure?.problem == .system(.addressInUse))
      #expect(directory.mode(of: "socket") == 0o600)
    }
    other.close()
    try directory.makeStaleSocket("socket")
    let next = try binder.bind(
      Self.plan(("a", [.unix(path: path, mode: 0o660, group: nil)])), keeping: first.holdings)
    #expect(binder.replaced == [path])
    #expect(next.holdings[0].places != first.holdings[0].places)
  }

  @Test func `a listener that is lost comes back with the mode of the last reload, and is kept`() async throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "socket")
    var binder = Binder(loops: 1)
    let plan = Self.plan(("a", [.unix(path: path, mode: 0o600, group: nil)]))
    let first = try binder.bind(plan)
    let place = first.holdings[0].places[0]
    let next = try binder.bind(
      Self.plan(("a", [.unix(path: path, mode: 0o660, group: nil)])), keeping: first.holdings)
    try await withEventLoop { actor in
      guard let socket = first.shifts[0][0].take() else { throw NothingHappened("a socket") }
      let listener = try Listener(socket, on: actor.loop)
      try listener.reopen()
      #expect(directory.mode(of: "socket") == 0o660)
      var binder = Binder(loops: 1)
      let third = try binder.bind(plan, keeping: next.holdings)
      #expect(third.holdings[0].places == [place])
      #expect(directory.mode(of: "socket") == 0o600)
      listener.close()
    }
  }

  @Test func `a mode that cannot be had is taken back with the others`() throws {
    let directory = TemporaryDirectory()
    let paths = ["one", "two"].map { directory.path(of: $0) }
    var binder = Binder(loops: 1)
    let first = try binder.bind(Self.plan(("a", paths.map { .unix(path: $0, mode: 0o600, group: nil) })))
    let calls = ScriptedSystemCalls()
    calls.on(.changeFileGroup, .nth(2), .fails(.notPermitted))
    var failing = Binder(loops: 1, calls: calls)
    #expect(throws: BindFailure.self) {
      try failing.bind(
        Self.plan(("a", paths.map { .unix(path: $0, mode: 0o660, group: nil) })), keeping: first.holdings)
    }
    #expect(["one", "two"].map { directory.mode(of: $0) } == [0o600, 0o600])
  }

  @Test func `what changes is told by address and by the name of the route`() throws {
    var binder = Binder(loops: 1)
    let admission = Admission(processLimit: 1)
    let before = try binder.bind(Self.plan(("a", [Self.loopback]), ("b", [Self.loopback])))
    let former = Generation(
      Self.plan(("a", [Self.loopback]), ("b", [Self.loopback])), addresses: before.addresses, admission: admission)
    let plan = Self.plan(("b", [Self.loopback]), ("c", [.tcp(host: .address([127, 0, 0, 2]), port: 0)]))
    let after = try binder.bind(plan, keeping: before.holdings)
    let next = Generation(plan, addresses: after.addresses, admission: admission, following: former)
    let change = Change(from: former, to: next)
    #expect(change.kept == Set(before.holdings[1].places))
    #expect(change.closed == Set(before.holdings[0].places))
    #expect(change.opened == Set(after.holdings[1].places))
    #expect(change.gone == ["a"])
    #expect(next.number == 1)
  }
}
