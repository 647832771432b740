import Glibc
import Logging
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// Reloads before they change anything.
@Suite struct LoadingTests {
  /// Files that are read when the test says so, and how often they were.
  private final class Files: Sendable {
    private let times = Locked(0)
    private let open = Locked(false)

    var count: Int { times.with { $0 } }

    func letThrough() { open.with { $0 = true } }

    func load(_ plan: Plan?) -> LoadedFiles {
      times.with { $0 += 1 }
      while !open.with({ $0 }) { SystemPause.milliseconds(1) }
      return LoadedFiles(plan: plan, remarks: [.init(isError: plan == nil, text: "f:1:1: said")])
    }
  }

  private static func control(
    _ actor: isolated LoopActor, _ log: RecordedLog, load: (@Sendable () -> LoadedFiles)?
  ) -> Control {
    let admission = Admission(processLimit: 1)
    let worker = Worker(index: 0, of: 1, loop: actor.loop, admission: admission, host: [], log: log.logger())
    let first = Generation(Plan(routes: []), addresses: [:], admission: admission)
    let roster = Roster(workers: [worker], admission: admission, holdings: [], generation: first)
    return Control(
      loop: actor.loop, roster: roster, options: ServeOptions(reload: load), log: log.logger(),
      level: LogLevel(.info), sink: LogSink { _ in [] })
  }

  /// Until nothing is being loaded any more.
  private static func finish(_ control: Control) async {
    while await control.loading != nil {
      await control.finishLoading()
      SystemPause.milliseconds(1)
    }
  }

  @Test func `a thousand requests while one is under way are one more`() async throws {
    try await withEventLoop { actor in
      let (files, log) = (Files(), RecordedLog())
      let control = Self.control(actor, log) { files.load(Plan(routes: [])) }
      for _ in 0..<1000 { await control.reload() }
      files.letThrough()
      await Self.finish(control)
      #expect(files.count == 2)
      let said = log.lines.map(\.message).filter { $0.hasPrefix("reload") }
      #expect(said == ["reloading", "reloaded", "reloading", "reloaded"])
    }
  }

  @Test func `what is wrong is said, and nothing else happens`() async throws {
    try await withEventLoop { actor in
      let (files, log) = (Files(), RecordedLog())
      files.letThrough()
      let control = Self.control(actor, log) { files.load(nil) }
      await control.reload()
      await Self.finish(control)
      #expect(
        log.lines.map(\.message) == ["reloading", "f:1:1: said", "reload failed; the old file goes on serving"])
      #expect(await control.roster.generation.number == 0)
    }
  }

  @Test func `without files there is nothing to read again`() async throws {
    try await withEventLoop { actor in
      let log = RecordedLog()
      let control = Self.control(actor, log, load: nil)
      await control.reload()
      #expect(log.lines.map(\.message).first?.hasPrefix("SIGHUP ignored") == true)
      #expect(await control.loading == nil)
    }
  }

  @Test func `what is abandoned binds nothing, or gives it back`() throws {
    let directory = TemporaryDirectory()
    let listen = Listen(
      endpoint: .unix(path: directory.path(of: "socket"), mode: 0o600, group: nil), text: "",
      place: Place(file: "f", line: 1, column: 1))
    let plan = Plan(routes: [.answering("") { $0.listeners = [listen] }])
    for abandonsFirst in [true, false] {
      let (files, isDone) = (Files(), Locked(false))
      let loading = try Loading.start(
        { files.load(plan) }, keeping: [], loops: 1, done: { isDone.with { $0 = true } })
      while files.count == 0 { SystemPause.milliseconds(1) }
      if abandonsFirst { loading.abandon() }
      files.letThrough()
      while !isDone.with({ $0 }) { SystemPause.milliseconds(1) }
      #expect(directory.holds("socket") == !abandonsFirst)
      loading.abandon()
      #expect(!directory.holds("socket"))
      #expect(loading.take() == nil)
    }
  }

  @Test func `a group that takes long to be looked up keeps nobody from the end`() throws {
    let directory = TemporaryDirectory()
    let listen = Listen(
      endpoint: .unix(path: directory.path(of: "socket"), mode: 0o600, group: "g"), text: "",
      place: Place(file: "f", line: 1, column: 1))
    let plan = Plan(routes: [.answering("") { $0.listeners = [listen] }])
    let (asked, answers, isDone) = (Locked(""), Locked(false), Locked(false))
    let loading = try Loading.start(
      { LoadedFiles(plan: plan, remarks: []) }, keeping: [], loops: 1,
      lookUp: { name in
        asked.with { $0 = name }
        for _ in 0..<30_000 where !answers.with({ $0 }) { SystemPause.milliseconds(1) }
        return Int(getegid())
      }, done: { isDone.with { $0 = true } })
    while asked.with({ $0 }).isEmpty { SystemPause.milliseconds(1) }
    #expect(asked.with { $0 } == "g")
    loading.abandon()
    #expect(!isDone.with { $0 })
    answers.with { $0 = true }
    while !isDone.with({ $0 }) { SystemPause.milliseconds(1) }
    #expect(!directory.holds("socket"))
  }
}

/// What routes of one name hand on from plan to plan.
@Suite struct HandingOnTests {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func `shared variables keep their values by name, whatever their order, for old and new connections`() {
    let old = SharedVariables(.with { $0.shared = ["a": "1", "b": "2"] })
    old.step { $0[0] = Self.bytes("7") }
    let new = SharedVariables(.with { $0.shared = ["c": "3", "a": "0"] }, continuing: old)
    #expect(new.snapshot == ["3", "7"].map(Self.bytes))
    new.step { $0[1] = Self.bytes("8") }
    #expect(Array(old.snapshot.prefix(2)) == ["8", "2"].map(Self.bytes))
  }

  @Test func `a shared variable that was gone begins anew, and who came before goes on with the old one`() {
    let old = SharedVariables(.with { $0.shared = ["a": "1", "b": "2"] })
    old.step { $0[0] = Self.bytes("7") }
    let without = SharedVariables(.with { $0.shared = ["b": "0"] }, continuing: old)
    let new = SharedVariables(.with { $0.shared = ["a": "1", "b": "0"] }, continuing: without)
    #expect(new.snapshot == ["1", "2"].map(Self.bytes))
    new.step { ($0[0], $0[1]) = (Self.bytes("8"), Self.bytes("9")) }
    #expect(Array(old.snapshot.prefix(2)) == ["7", "9"].map(Self.bytes))
  }

  @Test func `a route keeps its place among the limits, by its name`() throws {
    let admission = Admission(processLimit: 10)
    let one = Route.answering("", name: "r") { $0.limits.connections = 1 }
    let first = admission.places(in: Plan(routes: [.answering("", name: "x"), one]))
    let second = admission.places(in: Plan(routes: [one, .answering("", name: "y")]))
    #expect([first, second] == [[0, 1], [1, 2]])
    _ = try admission.admit(SocketAddress(ip: [10, 0, 0, 1], port: 1), to: one, index: first[1]).get()
    let verdict = admission.admit(SocketAddress(ip: [10, 0, 0, 1], port: 1), to: one, index: second[0])
    #expect(throws: Admission.Refusal.self) { try verdict.get() }
  }
}
