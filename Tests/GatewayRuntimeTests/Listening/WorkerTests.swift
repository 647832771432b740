import Glibc
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// A loop's listeners and connections, from the first to the last.
@Suite struct WorkerTests {
  /// Serves `route` on a unix socket of its own while `play` has its path; drains, and answers the counters.
  private static func serve(
    _ route: Route,
    _ play: @Sendable (isolated LoopActor, Worker, (() throws -> any ByteStream), () -> Void) async throws -> Void
  ) async throws -> RouteCounters {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "socket")
    return try await withEventLoop { actor in
      let address = try #require(SocketAddress(unixPath: path))
      let plan = Plan(routes: [route])
      let socket = try BoundSocket.unix(address, mode: 0o600, group: nil, calls: actor.loop.calls)
      let listening = Listening(socket, isDealt: true)
      let worker = Worker(
        index: 0, of: 1, loop: actor.loop, admission: Admission(processLimit: 10), host: [],
        log: RecordedLog().logger())
      await worker.begin(plan, at: [listening.place: 0])
      return try await withThrowingTaskGroup(of: Void.self) { group in
        // On the loop from its first step: the clock would not wait for another thread.
        group.addImmediateTask {
          actor.preconditionIsolated()
          await worker.serve([listening], dealingTo: [worker])
        }
        let connect = { () throws -> any ByteStream in
          let client = Descriptor(Int32(try actor.loop.calls.socket(AF_UNIX).get()), calls: actor.loop.calls)
          _ = try actor.loop.calls.connect(client.number, to: address).get()
          return try SocketStream(client, on: actor.loop)
        }
        try await play(actor, worker, connect, { group.cancelAll() })
        await worker.drain()
        try await group.waitForAll()
        return try #require(await worker.snapshot().routes[route.name]).counters
      }
    }
  }

  @Test func `a cancelled task ends its connection in an orderly way`() async throws {
    let route = Route.answering("ack:<line>") { $0.events.shutdown = .saying("going away") }
    let counters = try await Self.serve(route) { _, _, connect, cancel in
      let client = try connect()
      try await client.send(Array("a\n".utf8))
      let reply = try await client.receive(6)
      #expect(reply == Array("ack:a\n".utf8))
      cancel()
      let rest = try await client.receiveAll()
      #expect(rest.bytes == Array("going away\n".utf8))
      #expect(rest.end == .endOfStream)
      client.close()
    }
    #expect(counters.accepted == 1)
    #expect(counters.active == 0)
    #expect(counters.closed == [.drain: 1])
  }

  @Test func `who is one too many hears why, and holds no place`() async throws {
    let route = Route.answering("ack:<line>") {
      $0.limits.connections = 1
      $0.events.refused = .saying("full")
    }
    let counters = try await Self.serve(route) { _, _, connect, _ in
      let first = try connect()
      try await first.send(Array("a\n".utf8))
      _ = try await first.receive(6)
      let second = try connect()
      let rest = try await second.receiveAll()
      #expect(rest.bytes == Array("full\n".utf8))
      #expect(rest.end == .endOfStream)
      second.close()
      first.close()
    }
    #expect(counters.accepted == 1)
    #expect(counters.rejected == [.maxConnections: 1])
    #expect(counters.closed == [.clientFin: 1])
  }

  /// It deals to all workers, and so to itself.
  @Test func `a worker that has served is let go of`() async throws {
    final class Watch { weak var worker: Worker? }
    let watch = Locked(Watch())
    _ = try await Self.serve(.answering("ack:<line>")) { _, worker, _, _ in
      watch.with { $0.worker = worker }
      #expect(watch.with { $0.worker != nil })
    }
    #expect(watch.with { $0.worker == nil })
  }

  @Test func `who connected before the drain is still answered`() async throws {
    let counters = try await Self.serve(.answering("ack:<line>")) { _, worker, connect, _ in
      let client = try connect()
      try await client.send(Array("a\nb\n".utf8))
      await worker.drain()
      let rest = try await client.receiveAll()
      #expect(rest.bytes == Array("ack:a\nack:b\n".utf8))
      client.close()
    }
    #expect(counters.closed == [.drain: 1])
  }

  @Test func `who is dealt out while the others are cut is cut`() async throws {
    let counters = try await Self.serve(.answering("ack:<line>")) { actor, worker, _, _ in
      let directory = TemporaryDirectory()
      let address = try #require(SocketAddress(unixPath: directory.path(of: "dealt")))
      let calls = actor.loop.calls
      let listener = try Listener(try BoundSocket.unix(address, mode: 0o600, group: nil, calls: calls), on: actor.loop)
      let client = Descriptor(Int32(try calls.socket(AF_UNIX).get()), calls: calls)
      _ = try calls.connect(client.number, to: address).get()
      let peer = try SocketStream(client, on: actor.loop)
      guard case .connection(let accepted, let from) = listener.accept() else { throw NothingHappened("a connection") }
      let place = try #require(await worker.places.first)
      worker.deal(.connection(DealtConnection(Accepted(accepted, peer: from)), at: place))
      await worker.cutOff(.hardStop)
      let rest = try await peer.receiveAll()
      #expect(rest.bytes == [])
      peer.close()
      listener.close()
    }
    #expect(counters.closed == [.hardStop: 1])
  }
}
