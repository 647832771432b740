import CLinuxShims
import Glibc
package import POSIXStream
import Testing

/// Makes connected streams of one kind.
package struct StreamMaker: Sendable, CustomTestStringConvertible {
  package let testDescription: String
  /// Whether a peer can tell a reset from an orderly end. See unix(7) for one that has none.
  let hasReset: Bool
  /// Two connected ends. Where `isSmall`, each holds little that the other has not read: less than 64 KiB.
  package let pair: @Sendable (isolated LoopActor, _ isSmall: Bool) async throws -> StreamPair

  package init(
    _ testDescription: String, hasReset: Bool = true,
    pair: @escaping @Sendable (isolated LoopActor, _ isSmall: Bool) async throws -> StreamPair
  ) {
    self.testDescription = testDescription
    self.hasReset = hasReset
    self.pair = pair
  }

  package static let all: [StreamMaker] = [tcp, unix, memory]

  package static let memory = StreamMaker("memory") { actor, isSmall in
    let (near, far) = MemoryStream.pair(on: actor.loop, capacity: isSmall ? 1_000 : 65_536)
    return StreamPair(near: near, far: far)
  }

  package static let tcp = StreamMaker("tcp") { actor, isSmall in
    let address = SocketAddress(ip: [127, 0, 0, 1], port: 0)
    let socket = try BoundSocket.tcp(address, shared: false, calls: actor.loop.calls)
    if isSmall { shrink(socket.descriptor) }
    return try await connected(through: socket, isSmall: isSmall, on: actor)
  }

  package static let unix = StreamMaker("unix", hasReset: false) { actor, isSmall in
    let directory = TemporaryDirectory()
    let address = try #require(SocketAddress(unixPath: directory.path(of: "socket")))
    let socket = try BoundSocket.unix(address, mode: 0o600, group: nil, calls: actor.loop.calls)
    let pair = try await connected(through: socket, isSmall: isSmall, on: actor)
    withExtendedLifetime(directory) {}
    return pair
  }

  private static func connected(
    through socket: consuming BoundSocket, isSmall: Bool, on actor: isolated LoopActor
  ) async throws -> StreamPair {
    SignalPipe.ignore(SIGPIPE)
    let listener = try Listener(socket, on: actor.loop)
    defer { listener.close() }
    let calls = actor.loop.calls
    let client = Descriptor(Int32(try calls.socket(listener.address.raw.family).get()), calls: calls)
    if isSmall { shrink(client) }
    // EINPROGRESS: the handshake is over when the other end has been accepted.
    _ = calls.connect(client.number, to: listener.address)
    let far = try SocketStream(client, on: actor.loop)
    try #require(await listener.gate.wait(for: .readable, until: actor.loop.clock.now() + .patience) == .readable)
    guard case .connection(let accepted, _) = listener.accept() else { throw NothingHappened("a connection") }
    if isSmall { shrink(accepted) }
    return StreamPair(near: try SocketStream(accepted, on: actor.loop), far: far)
  }

  /// As small as the kernel allows; it doubles the number. See SO_SNDBUF and SO_RCVBUF in socket(7).
  private static func shrink(_ descriptor: borrowing Descriptor) {
    var size: Int32 = 2_048
    for option in [SO_SNDBUF, SO_RCVBUF] {
      // SAFETY: the option is the number that `size` has room for.
      unsafe setsockopt(descriptor.number, SOL_SOCKET, option, &size, socklen_t(MemoryLayout<Int32>.size))
    }
  }
}

/// Both ends of a connection, on one loop.
package struct StreamPair {
  package let near: any ByteStream
  package let far: any ByteStream

  package init(near: any ByteStream, far: any ByteStream) {
    self.near = near
    self.far = far
  }

  package func close() {
    near.close()
    far.close()
  }
}

/// What a test waited for did not happen.
package struct NothingHappened: Error {
  package let awaited: String

  package init(_ awaited: String) { self.awaited = awaited }
}

extension Duration {
  /// Longer than anything on this machine takes, so that a test which hangs says so.
  package static let patience = Duration.seconds(10)
}
