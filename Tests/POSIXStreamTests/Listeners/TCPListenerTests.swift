import CLinuxShims
import Glibc
import POSIXStream
import TestSupport
import Testing

@Suite struct TCPListenerTests {
  private static let calls = LinuxSystemCalls.shared
  private static let loopback = SocketAddress(ip: [127, 0, 0, 1], port: 0)

  private static func client(of address: SocketAddress) throws -> Descriptor {
    let client = Descriptor(Int32(try calls.socket(address.raw.family).get()), calls: calls)
    _ = calls.connect(client.number, to: address)
    return client
  }

  /// See TCP_NODELAY in tcp(7).
  private static func sendsAtOnce(_ descriptor: Int32) -> Bool {
    var value: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    // SAFETY: the call fills at most `size` bytes at `value`, which outlives it.
    return unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &size) == 0 && value != 0
  }

  @Test func `the kernel spreads connections over the sockets that share an address`() async throws {
    try await withEventLoop { actor in
      let first = try BoundSocket.tcp(Self.loopback, shared: true, calls: Self.calls)
      let second = try BoundSocket.joining(first)
      let third = try BoundSocket.joining(first)
      #expect(second.address == first.address)
      #expect(third.address == first.address)
      let address = first.address
      let listeners = [
        try Listener(first, on: actor.loop), try Listener(second, on: actor.loop), try Listener(third, on: actor.loop),
      ]
      for _ in 0..<300 { try Self.client(of: address).close() }
      let accepted = listeners.map(Self.acceptAll)
      #expect(accepted.reduce(0, +) == 300)
      for count in accepted { #expect(count > 30) }
      for listener in listeners { listener.close() }
    }
  }

  private static func acceptAll(_ listener: Listener) -> Int {
    var count = 0
    while case .connection = listener.accept() { count += 1 }
    return count
  }

  @Test func `a connection wakes the listener and brings the peer's address`() async throws {
    try await withEventLoop(clock: SystemClock.shared) { actor in
      let socket = try BoundSocket.tcp(Self.loopback, shared: false, calls: Self.calls)
      let listener = try Listener(socket, on: actor.loop)
      guard case .none = listener.accept() else { return #expect(Bool(false), "nobody has connected yet") }
      let client = try Self.client(of: listener.address)
      #expect(await listener.gate.wait(for: .readable, until: actor.loop.now + .patience) == .readable)
      guard case .connection(let accepted, let peer) = listener.accept() else { throw NothingHappened("a connection") }
      #expect(peer == (try Self.calls.localAddress(client.number)))
      #expect(try Self.calls.localAddress(accepted.number) == listener.address)
      listener.close()
      listener.close()
      guard case .none = listener.accept() else { return #expect(Bool(false), "nobody accepts any more") }
    }
  }

  @Test func `an accepted connection sends at once, which it inherits from its listener`() async throws {
    try await withEventLoop { actor in
      let first = try BoundSocket.tcp(Self.loopback, shared: true, calls: Self.calls)
      #expect(Self.sendsAtOnce(first.descriptor.number))
      let second = try BoundSocket.joining(first)
      #expect(Self.sendsAtOnce(second.descriptor.number))
      second.close()
      let listener = try Listener(first, on: actor.loop)
      defer { listener.close() }
      let client = try Self.client(of: listener.address)
      #expect(!Self.sendsAtOnce(client.number))
      guard case .connection(let accepted, _) = listener.accept() else { throw NothingHappened("a connection") }
      #expect(Self.sendsAtOnce(accepted.number))
    }
  }

  @Test func `an address is free again at once, also after connections that were closed here first`() async throws {
    try await withEventLoop { actor in
      let socket = try BoundSocket.tcp(Self.loopback, shared: false, calls: Self.calls)
      let address = socket.address
      let listener = try Listener(socket, on: actor.loop)
      let client = try Self.client(of: address)
      guard case .connection(let accepted, _) = listener.accept() else { throw NothingHappened("a connection") }
      accepted.close()
      client.close()
      listener.close()
      let again = try BoundSocket.tcp(address, shared: true, calls: Self.calls)
      #expect(again.address == address)
    }
  }

  @Test(.enabled(if: hasIPv6, "this machine has no IPv6"))
  func `IPv6 leaves IPv4 of the same port to somebody else`() throws {
    let everywhere = try BoundSocket.tcp(
      SocketAddress(ip: Array(repeating: 0, count: 16), port: 0), shared: true, calls: Self.calls)
    let port = everywhere.address.port
    #expect(everywhere.address.description == "[::]:\(port)")
    let v4 = try BoundSocket.tcp(SocketAddress(ip: [0, 0, 0, 0], port: port), shared: true, calls: Self.calls)
    #expect(v4.address.port == port)
  }

  private static let hasIPv6: Bool = {
    let loopback = SocketAddress(ip: Array(repeating: 0, count: 15) + [1], port: 0)
    guard let socket = try? BoundSocket.tcp(loopback, shared: false, calls: calls) else { return false }
    socket.close()
    return true
  }()

  @Test func `an address of another machine is refused`() {
    let address = SocketAddress(ip: [192, 0, 2, 1], port: 0)
    #expect(throws: Errno.addressNotAvailable) {
      try BoundSocket.tcp(address, shared: false, calls: Self.calls).close()
    }
  }
}
