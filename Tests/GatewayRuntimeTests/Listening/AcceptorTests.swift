import Logging
import POSIXStream
import TestSupport
import Testing

@testable import GatewayRuntime

/// What accepting does with every kind of answer that accept4(2) has.
@Suite struct AcceptorTests {
  /// Touched by the loop's thread alone.
  private struct Stage: @unchecked Sendable {
    let acceptor: Acceptor
    let record: ListenerRecord
    let log: RecordedLog
    let calls: ScriptedSystemCalls
    let clock: VirtualClock
    let loop: EventLoop

    /// The next accept4(2) that no other rule answers finds this connection.
    func connect() -> Int32 {
      let number = calls.makeFakeDescriptor()
      calls.on(.accept, .always, .answers(Int(number)))
      return number
    }

    /// The descriptor of the next connection.
    func next() async -> Int32? {
      guard let accepted = await acceptor.next() else { return nil }
      return accepted.descriptor.number
    }

    func messages(_ text: String) -> [RecordedLog.Line] { log.lines.filter { $0.message.contains(text) } }
  }

  /// Plays on the thread of a loop that accepts on a free port.
  private static func accepting(_ play: @Sendable (isolated LoopActor, Stage) async throws -> Void) async throws {
    let calls = ScriptedSystemCalls()
    let clock = VirtualClock()
    try await withEventLoop(clock: clock, calls: calls) { actor in
      let address = SocketAddress(ip: [127, 0, 0, 1], port: 0)
      let listener = try Listener(try BoundSocket.tcp(address, shared: true, calls: calls), on: actor.loop)
      let log = RecordedLog()
      let record = ListenerRecord()
      let acceptor = Acceptor(
        listener, route: "r", record: record, complaints: Throttle(every: .seconds(10)), log: log.logger())
      let stage = Stage(
        acceptor: acceptor, record: record, log: log, calls: calls, clock: clock, loop: actor.loop)
      try await play(actor, stage)
      calls.followNoScript()
      acceptor.close()
    }
    #expect(calls.wronglyClosed.filter { $0 < 1_000_000 } == [])
  }

  @Test(arguments: [Errno.tooManyFiles, .tooManyFilesInSystem, .noBuffers, .noMemory])
  func `A02 what has run out is waited for, half a second at a time`(error: Errno) async throws {
    try await Self.accepting { _, stage in
      stage.calls.on(.accept, .first(25), .fails(error))
      let number = stage.connect()
      let began = stage.clock.now()
      #expect(await stage.next() == number)
      #expect(stage.clock.now() - began == .milliseconds(25 * 500))
      #expect(stage.record.counters.errors == [error.name: 25])
      let lines = stage.messages("accept paused \(error.name)")
      #expect(lines.count == 2, "one in ten seconds")
      #expect(lines.allSatisfy { $0.level == .error && $0.message.contains("nofile=") })
      #expect(stage.messages("accepting again").count == 1)
      #expect(stage.record.counters.paused == ["r": 0])
    }
  }

  @Test func `A01 a connection that ends is a reason to try at once`() async throws {
    try await Self.accepting { _, stage in
      stage.calls.on(.accept, .first(1), .fails(.tooManyFiles))
      let number = stage.connect()
      stage.calls.before(.pollWait) {
        stage.loop.post {
          #expect(stage.record.counters.paused == ["r": 1])
          stage.record.connectionEnded()
        }
      }
      let began = stage.clock.now()
      #expect(await stage.next() == number)
      #expect(stage.clock.now() == began)
    }
  }

  @Test(arguments: [Errno.connectionAborted, .notPermitted, Errno(rawValue: 71), Errno(rawValue: 100), .timedOut])
  func `A03 and A04 a connection that failed holds nobody up`(error: Errno) async throws {
    try await Self.accepting { _, stage in
      stage.calls.on(.accept, .first(40), .fails(error))
      let number = stage.connect()
      let began = stage.clock.now()
      #expect(await stage.next() == number)
      #expect(stage.clock.now() == began)
      #expect(stage.record.counters.errors == [error.name: 40])
      #expect(stage.log.lines.allSatisfy { $0.level == .debug })
    }
  }

  @Test func `A04 what fails for ever does not keep the loop busy`() async throws {
    try await Self.accepting { _, stage in
      stage.calls.on(.accept, .first(640), .fails(.accessDenied))
      let number = stage.connect()
      let began = stage.clock.now()
      #expect(await stage.next() == number)
      #expect(stage.clock.now() - began == .milliseconds(10 * 500))
      #expect(stage.messages("accept paused EACCES").count == 1)
    }
  }

  @Test(arguments: [Errno.invalid, .badDescriptor, .notASocket])
  func `A05 a listener that is lost is bound again, later and later`(error: Errno) async throws {
    try await Self.accepting { _, stage in
      let address = stage.acceptor.address
      stage.calls.on(.accept, .first(1), .fails(error))
      stage.calls.on(.listen, .first(7), .fails(.addressInUse))
      let number = stage.connect()
      stage.calls.before(.listen) { stage.loop.post { #expect(stage.record.counters.up.values.contains(false)) } }
      let began = stage.clock.now()
      #expect(await stage.next() == number)
      // 1, 2, 4 and 8 s: where the address is in use, a shared one is tried twice.
      #expect(stage.clock.now() - began == .seconds(15))
      #expect(stage.messages("listener lost").map(\.level) == [.critical])
      #expect(stage.messages("cannot listen again").map(\.level) == [.error, .error, .error])
      #expect(stage.messages("listening again").count == 1)
      #expect(stage.acceptor.address == address)
      #expect(stage.record.counters.up == [address.description: true])
    }
  }

  @Test func `A05 waiting to bind again ends with the loop's wish to finish`() async throws {
    try await Self.accepting { _, stage in
      stage.calls.on(.accept, .always, .fails(.invalid))
      stage.calls.on(.socket, .always, .fails(.tooManyFiles))
      let end = stage.clock.now() + .seconds(3600)
      stage.calls.before(.socket) { stage.loop.post { stage.loop.broadcast(.shutdown) } }
      #expect(await stage.next() == nil)
      #expect(stage.clock.now() < end)
      #expect(stage.record.counters.up == [:])
    }
  }

  @Test func `A05 no two tries to bind are more than half a minute apart`() async throws {
    try await Self.accepting { _, stage in
      stage.calls.on(.accept, .first(1), .fails(.invalid))
      stage.calls.on(.socket, .first(10), .fails(.noBuffers))
      let number = stage.connect()
      let began = stage.clock.now()
      #expect(await stage.next() == number)
      #expect(stage.clock.now() - began == .seconds(31 + 6 * 30), "1, 2, 4, 8, 16 and six times 30")
    }
  }
}
