import GatewayCLI
import RouteFile
import Testing

@Suite struct PreflightTests {
  private static func machine(
    _ lines: String..., descriptors: UInt = 100_000, mayBindAnyPort: Bool = false,
    kinds: [String: Machine.PathKind] = [:]
  ) -> Machine {
    var sockets = ListeningSockets()
    for line in lines {
      sockets.addInternet(line: line)
      sockets.addUnix(line: line)
    }
    return Machine(
      listening: sockets, mayBindAnyPort: mayBindAnyPort, descriptors: descriptors,
      pathKind: { kinds[$0] ?? .absent })
  }

  /// The short form of what preflight finds in a route that listens there.
  private func report(_ listen: String, on machine: Machine) -> String {
    let text = "routes:\n  a:\n    listen: \(listen)\n    reply: x\n"
    let loaded = RouteFileLoader.load(sources: [SourceFile(name: "r.yaml", text: text)], environment: [:])
    return DiagnosticRenderer(format: .short).render(Preflight(machine: machine).adding(to: loaded))
  }

  @Test func `nothing is said where nothing stands in the way`() {
    let machine = Self.machine(ListeningSocketsTests.v4, kinds: ["/run": .directory])
    #expect(report("127.0.0.1:7001", on: machine) == "")
    #expect(report("127.0.0.1:0", on: machine) == "")
    #expect(report("unix:/run/x.sock", on: machine) == "")
  }

  @Test(arguments: ["127.0.0.1:7000", "localhost:7000", "\":7000\"", "\"*:7000\""])
  func `an address that is held is shown at its place`(_ listen: String) {
    let text = report(listen, on: Self.machine(ListeningSocketsTests.v4))
    #expect(text.hasPrefix("r.yaml:3:13: error: listen "))
    #expect(text.hasSuffix(": address already in use [GW501]\n"))
  }

  @Test func `a unix socket that somebody listens on is in use`() {
    let held = "0000000000000000: 00000002 00000000 00010000 0001 01 20123 /run/x.sock"
    let machine = Self.machine(held, kinds: ["/run": .directory, "/run/x.sock": .socket])
    #expect(report("unix:/run/x.sock", on: machine).hasSuffix("address already in use [GW501]\n"))
  }

  @Test func `a stale unix socket is no problem, anything else at its path is`() {
    let run = ["/run": Machine.PathKind.directory]
    #expect(report("unix:/run/x", on: Self.machine(kinds: run.merging(["/run/x": .socket]) { $1 })) == "")
    #expect(report("unix:/run/x", on: Self.machine(kinds: run.merging(["/run/x": .other]) { $1 })).contains("GW502"))
    #expect(report("unix:/run/x", on: Self.machine()).contains("there is no directory `/run`"))
    #expect(report("unix:/x", on: Self.machine(kinds: ["/": .directory])) == "")
  }

  @Test func `low ports need the capability`() {
    #expect(report("127.0.0.1:79", on: Self.machine()).contains("CAP_NET_BIND_SERVICE"))
    #expect(report("127.0.0.1:79", on: Self.machine(mayBindAnyPort: true)) == "")
  }

  @Test func `half of the descriptors must be enough for the connections`() {
    #expect(report("127.0.0.1:7000", on: Self.machine(descriptors: 20_000)) == "")
    #expect(report("127.0.0.1:7000", on: Self.machine(descriptors: 19_998)).contains("warning: "))
  }

  @Test func `a file with errors is not looked at again`() {
    let loaded = RouteFileLoader.load(sources: [SourceFile(name: "r.yaml", text: "routes: {}\n")], environment: [:])
    let result = Preflight(machine: Self.machine()).adding(to: loaded)
    #expect(result.diagnostics == loaded.diagnostics)
  }
}
