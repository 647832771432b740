import Glibc
import POSIXStream
import TestSupport
import Testing

/// Whichever call of a listener fails, its errno arrives, and nothing stays behind.
@Suite struct ListenerCallTests {
  private static let loopback = SocketAddress(ip: [127, 0, 0, 1], port: 0)
  private static let errors = (1...133).map { Errno(rawValue: $0) }

  @Test func `accepting tells every error but EAGAIN and EINTR`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let socket = try BoundSocket.tcp(Self.loopback, shared: false, calls: calls)
      let listener = try Listener(socket, on: actor.loop)
      for error in Self.errors {
        calls.followNoScript()
        calls.on(.accept, .always, .fails(error))
        #expect(Self.outcome(listener) == (error.isTransient ? nil : error))
      }
      calls.followNoScript()
      listener.close()
    }
    #expect(calls.wronglyClosed == [])
  }

  private static func outcome(_ listener: Listener) -> Errno? {
    switch listener.accept() {
    case .failed(let error): error
    case .none: nil
    case .connection: nil
    }
  }

  @Test func `an accepted connection that nobody keeps is closed once`() async throws {
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let listener = try Listener(try BoundSocket.tcp(Self.loopback, shared: false, calls: calls), on: actor.loop)
      let number = calls.makeFakeDescriptor()
      calls.on(.accept, .nth(1), .answers(Int(number)))
      guard case .connection(let descriptor, _) = listener.accept() else { throw NothingHappened("a connection") }
      #expect(descriptor.number == number)
      descriptor.close()
      #expect(calls.count(of: .close, on: number) == 1)
      listener.close()
    }
    #expect(calls.wronglyClosed == [])
  }

  @Test(arguments: [
    (Call.socket, Occurrence.nth(1)), (.setOption, .nth(1)), (.setOption, .nth(3)), (.bind, .nth(1)),
    (.listen, .nth(1)), (.localAddress, .nth(1)),
  ])
  func `a TCP listener that cannot be made leaves nothing behind`(call: Call, occurrence: Occurrence) {
    let calls = ScriptedSystemCalls()
    calls.on(call, occurrence, .fails(.noBuffers))
    #expect(throws: Errno.noBuffers) { try BoundSocket.tcp(Self.loopback, shared: true, calls: calls).close() }
    #expect(calls.wronglyClosed == [])
  }

  @Test(arguments: [EBADF, EFAULT, EINVAL, ENOPROTOOPT, ENOTSOCK].map { Errno(rawValue: $0) })
  func `a listener whose connections cannot be told to send at once listens all the same`(error: Errno) throws {
    let calls = ScriptedSystemCalls()
    calls.on(.setOption, .nth(2), .fails(error))
    let socket = try BoundSocket.tcp(Self.loopback, shared: true, calls: calls)
    #expect(calls.count(of: .setOption, on: socket.descriptor.number) == 3)
  }

  @Test(arguments: [Call.socket, .setOption, .bind, .listen, .localAddress])
  func `a socket that cannot join leaves the first as it was`(call: Call) throws {
    let calls = ScriptedSystemCalls()
    let first = try BoundSocket.tcp(Self.loopback, shared: true, calls: calls)
    calls.on(call, .nth(1), .fails(.noBuffers))
    var refusal: Errno?
    do throws(Errno) { try BoundSocket.joining(first).close() } catch { refusal = error }
    #expect(refusal == .noBuffers)
    #expect(calls.wronglyClosed == [first.descriptor.number])
    #expect(try BoundSocket.joining(first).address == first.address)
  }

  @Test(arguments: [Call.socket, .changeMode, .bind, .changeFileGroup, .changeFileMode, .listen])
  func `a unix listener that cannot be made leaves neither descriptor nor file behind`(call: Call) throws {
    let directory = TemporaryDirectory()
    let calls = ScriptedSystemCalls()
    calls.on(call, .always, .fails(.notPermitted))
    let address = try #require(SocketAddress(unixPath: directory.path(of: "s")))
    #expect(throws: Errno.notPermitted) {
      try BoundSocket.unix(address, mode: 0o660, group: 0, calls: calls).close()
    }
    #expect(calls.wronglyClosed == [])
    #expect(!directory.holds("s"))
  }

  @Test(arguments: [Call.socket, .unlink])
  func `a stale path that cannot be cleared says why`(call: Call) throws {
    let directory = TemporaryDirectory()
    let address = try #require(SocketAddress(unixPath: directory.path(of: "s")))
    let calls = ScriptedSystemCalls()
    try directory.makeStaleSocket("s")
    calls.on(call, .always, .fails(.accessDenied))
    #expect(throws: BoundSocket.PathProblem.system(.accessDenied)) {
      try BoundSocket.clearStalePath(address, calls: calls)
    }
    #expect(calls.wronglyClosed == [])
    #expect(directory.holds("s"))
  }

  /// The errors of connect(2) and unix(7), but for the one that says it.
  @Test(
    arguments: [
      EACCES, EPERM, EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN, EALREADY, EBADF, EFAULT, EINPROGRESS, EINTR,
      EISCONN, ENETUNREACH, ENOENT, ENOMEM, ENOTSOCK, EPROTOTYPE, ETIMEDOUT, EMFILE, ECONNRESET,
    ].map { Errno(rawValue: $0) })
  func `a socket file whose owner does not say that it is gone is left alone`(error: Errno) throws {
    let directory = TemporaryDirectory()
    let address = try #require(SocketAddress(unixPath: directory.path(of: "s")))
    let calls = ScriptedSystemCalls()
    try directory.makeStaleSocket("s")
    calls.on(.connect, .always, .fails(error))
    #expect(throws: BoundSocket.PathProblem.inUse) { try BoundSocket.clearStalePath(address, calls: calls) }
    #expect(calls.wronglyClosed == [])
    #expect(directory.holds("s"))
  }

  @Test func `a listener that the loop cannot watch is closed, and its file removed`() async throws {
    let directory = TemporaryDirectory()
    let calls = ScriptedSystemCalls()
    try await withEventLoop(calls: calls) { actor in
      let address = try #require(SocketAddress(unixPath: directory.path(of: "s")))
      let socket = try BoundSocket.unix(address, mode: 0o600, group: nil, calls: calls)
      calls.on(.pollAdd, .always, .fails(.noMemory))
      var refusal: Errno?
      do throws(Errno) { _ = try Listener(socket, on: actor.loop) } catch { refusal = error }
      #expect(refusal == .noMemory)
      #expect(actor.loop.gateCount == 0)
    }
    #expect(calls.wronglyClosed == [])
    #expect(!directory.holds("s"))
  }
}
