import Glibc
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// One loop from plan to plan.
@Suite struct GenerationTests {
  /// A worker, and what it listens on: a unix socket for each route of its first plan.
  private struct Stage {
    let worker: Worker
    let admission: Admission
    let listeners: [Listening]
    private(set) var generation: Generation?

    init(_ worker: Worker, _ admission: Admission, _ listeners: [Listening]) {
      self.worker = worker
      self.admission = admission
      self.listeners = listeners
    }

    private var places: [BoundAddress] { listeners.map(\.place) }

    /// - Parameter routes: one for each place, in their order; nothing closes it.
    mutating func adopt(_ routes: [Route?]) async {
      let kept = zip(places, routes).filter { $0.1 != nil }.map(\.0)
      let addresses = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
      let next = Generation(
        Plan(routes: routes.compactMap { $0 }), addresses: addresses, admission: admission, following: generation)
      await worker.adopt(next, opened: generation == nil ? Set(places) : [])
      // Addresses have to be known before anybody accepts there.
      if generation == nil { await worker.open(listeners) }
      generation = next
    }
  }

  private static func serve(
    _ count: Int,
    _ play: @Sendable (isolated LoopActor, inout Stage, (Int) throws -> any ByteStream) async throws -> Void
  ) async throws -> Worker.Snapshot {
    let directory = TemporaryDirectory()
    return try await withEventLoop { actor in
      let calls = actor.loop.calls
      let listeners = try (0..<count).map { number in
        let address = try #require(SocketAddress(unixPath: directory.path(of: "\(number)")))
        return Listening(try BoundSocket.unix(address, mode: 0o600, group: nil, calls: calls), isDealt: true)
      }
      let admission = Admission(processLimit: 100)
      let worker = Worker(
        index: 0, of: 1, loop: actor.loop, admission: admission, host: [], log: RecordedLog().logger())
      var stage = Stage(worker, admission, listeners)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addImmediateTask {
          actor.preconditionIsolated()
          await worker.serve([], dealingTo: [worker])
        }
        let connect = { (number: Int) throws -> any ByteStream in
          let client = Descriptor(Int32(try calls.socket(AF_UNIX).get()), calls: calls)
          _ = try calls.connect(client.number, to: listeners[number].place.address).get()
          return try SocketStream(client, on: actor.loop)
        }
        try await play(actor, &stage, connect)
        await worker.drain()
        try await group.waitForAll()
        return await worker.snapshot()
      }
    }
  }

  private static func ask(_ client: any ByteStream, _ line: String, _ reply: String) async throws {
    try await client.send(Array("\(line)\n".utf8))
    #expect(try await client.receive(reply.utf8.count + 1) == Array("\(reply)\n".utf8))
  }

  @Test func `who is connected stays with the route as it was, and what was counted goes on`() async throws {
    let totals = try await Self.serve(1) { _, stage, connect in
      await stage.adopt([.answering("old:<line>", name: "r")])
      let old = try connect(0)
      try await Self.ask(old, "a", "old:a")
      await stage.adopt([.answering("new:<line>", name: "r")])
      let new = try connect(0)
      try await Self.ask(new, "b", "new:b")
      try await Self.ask(old, "c", "old:c")
      let now = try #require(await stage.worker.snapshot().routes["r"]).counters
      #expect([now.accepted, now.active, now.frames] == [2, 2, 3])
      old.close()
      new.close()
    }
    let counters = try #require(totals.routes["r"]).counters
    #expect([counters.accepted, counters.active, counters.frames] == [2, 0, 3])
    #expect(counters.closed == [.clientFin: 2])
    #expect(totals.routes["r"]?.samples(of: "r").contains { $0.name.contains("rule_matches") && $0.value == 3 } == true)
  }

  @Test func `a route that is gone asks its connections to finish, and no others`() async throws {
    let totals = try await Self.serve(2) { _, stage, connect in
      let stays = Route.answering("stays:<line>", name: "s") { $0.events.shutdown = .saying("wrong") }
      await stage.adopt([.answering("", name: "g") { $0.events.shutdown = .saying("bye") }, stays])
      let (gone, other) = (try connect(0), try connect(1))
      try await Self.ask(gone, "a", "")
      try await Self.ask(other, "a", "stays:a")
      await stage.adopt([nil, stays])
      let rest = try await gone.receiveAll()
      #expect(rest.bytes == Array("bye\n".utf8))
      #expect(rest.end == .endOfStream)
      #expect(throws: Errno.self) { try connect(0) }
      try await Self.ask(other, "b", "stays:b")
      gone.close()
      other.close()
    }
    #expect(totals.routes["g"]?.counters.closed == [.drain: 1])
    #expect(totals.routes["s"]?.counters.closed == [.clientFin: 1])
  }

  @Test func `who does not finish is cut, and does not count as cut at the end`() async throws {
    let totals = try await Self.serve(2) { _, stage, connect in
      let stays = Route.answering("stays:<line>", name: "s")
      let long = String(repeating: "y", count: 60_000)
      await stage.adopt([.answering(long, name: "g"), stays])
      let (stuck, other) = (try connect(0), try connect(1))
      try await stuck.send(Array(String(repeating: "x\n", count: 100).utf8))
      try await Self.ask(other, "a", "stays:a")
      await stage.adopt([nil, stays])
      await stage.worker.cutOff(goneSince: 0)
      #expect(await stage.worker.snapshot().cut == 0)
      await stage.worker.cutOff(goneSince: 1)
      try await Self.ask(other, "b", "stays:b")
      #expect(await stage.worker.snapshot().cut == 1)
      stuck.close()
      other.close()
    }
    #expect(totals.routes["g"]?.counters.closed == [.drainDeadline: 1])
    #expect([totals.cut, totals.cutAtTheEnd] == [1, 0])
  }

  @Test func `an address is up where a socket was made again before the old one was closed`() async throws {
    let directory = TemporaryDirectory()
    try await withEventLoop { actor in
      let address = try #require(SocketAddress(unixPath: directory.path(of: "socket")))
      let record = ListenerRecord()
      func open() throws -> Acceptor {
        let socket = try BoundSocket.unix(address, mode: 0o600, group: nil, calls: actor.loop.calls)
        return Acceptor(
          try Listener(socket, on: actor.loop), route: "r", record: record, complaints: Throttle(every: .seconds(10)),
          log: RecordedLog().logger())
      }
      let old = try open()
      directory.remove("socket")
      let new = try open()
      old.close()
      #expect(record.counters.up == [address.description: true])
      new.close()
      #expect(record.counters.up == [:])
    }
  }

  @Test func `a plan is let go with its last connection`() async throws {
    final class Watch { weak var route: Route? }
    _ = try await Self.serve(1) { actor, stage, connect in
      let watch = Watch()
      func begin() async {
        let route = Route.answering("old:<line>", name: "r")
        watch.route = route
        await stage.adopt([route])
      }
      await begin()
      let old = try connect(0)
      try await Self.ask(old, "a", "old:a")
      for _ in 0..<100 { await stage.adopt([.answering("new:<line>", name: "r")]) }
      #expect(watch.route != nil)
      #expect(await stage.worker.elderCount == 1)
      old.close()
      let new = try connect(0)
      // The old connection's end takes a few turns of the loop, which this task's wake-ups may come between.
      for _ in 0..<1000 where watch.route != nil { try await Self.ask(new, "a", "new:a") }
      #expect(await stage.worker.elderCount == 0)
      #expect(watch.route == nil)
      new.close()
    }
  }
}

extension Worker {
  fileprivate var elderCount: Int { elders.count }
}
