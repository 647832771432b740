import Glibc
import POSIXStream
import Routing

/// The client's end of a connection, with a deadline for every wait.
///
/// Non-blocking throughout: poll(2) is the only place that waits.
struct ClientSocket: ~Copyable {
  private let descriptor: Descriptor
  private var calls: any SystemCalls { descriptor.calls }

  /// Connects to where `endpoint` listens; one that listens on every interface is met on loopback.
  ///
  /// Tries the addresses in turn, IPv4 first, and throws the first failure if none takes the call.
  static func connect(
    to endpoint: Listen.Endpoint, before deadline: Deadline
  ) throws(SocketFailure) -> ClientSocket {
    var failure: SocketFailure?
    for address in endpoint.destinations {
      do throws(SocketFailure) {
        return try connect(to: address, before: deadline)
      } catch {
        failure = failure ?? error
      }
    }
    throw failure ?? .system(.invalid)
  }

  /// See connect(2) on EINPROGRESS and EINTR: the connection goes on in the background.
  private static func connect(
    to address: SocketAddress, before deadline: Deadline
  ) throws(SocketFailure) -> ClientSocket {
    let calls = LinuxSystemCalls.shared
    let number = Int32(try calls.socket(address.family.number).answer())
    let made = ClientSocket(descriptor: Descriptor(number, calls: calls))
    var result = calls.connect(number, to: address)
    if let error = result.error, error == .interrupted || error.rawValue == EINPROGRESS {
      try made.wait(for: POLLOUT, before: deadline)
      result = calls.pendingError(number)
    }
    _ = try result.answer()
    return made
  }

  private borrowing func wait(for event: CInt, before deadline: Deadline) throws(SocketFailure) {
    var one = pollfd(fd: descriptor.number, events: Int16(event), revents: 0)
    while true {
      // SAFETY: one entry, as many as the structure handed over.
      let ready = unsafe poll(&one, 1, deadline.milliseconds)
      if ready > 0 { return }
      if ready == 0 { throw .timeout }
      if errno != EINTR { throw .system(Errno(rawValue: errno)) }
    }
  }
}

extension ClientSocket: ByteChannel {
  mutating func send(_ bytes: [UInt8], before deadline: Deadline) throws(SocketFailure) {
    var sent = 0
    while sent < bytes.count {
      let result = calls.write(descriptor.number, bytes.span.extracting(sent...))
      switch result.error {
      case nil: sent += result.raw
      case .interrupted: continue
      case .again: try wait(for: POLLOUT, before: deadline)
      case let error?: throw .system(error)
      }
    }
  }

  mutating func receive(before deadline: Deadline) throws(SocketFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 16384)
    while true {
      var space = bytes.mutableSpan
      let result = calls.read(descriptor.number, into: &space)
      switch result.error {
      case nil: return Array(bytes.prefix(result.raw))
      case .interrupted: continue
      case .again: try wait(for: POLLIN, before: deadline)
      case let error?: throw .system(error)
      }
    }
  }

  mutating func finish() throws(SocketFailure) {
    _ = try calls.shutdownWrite(descriptor.number).answer()
  }
}

extension CallResult {
  fileprivate func answer() throws(SocketFailure) -> Int {
    if let error { throw .system(error) }
    return raw
  }
}

extension SocketAddress.Family {
  /// As socket(2) takes it.
  fileprivate var number: Int32 {
    switch self {
    case .v4: AF_INET
    case .v6: AF_INET6
    case .unix: AF_UNIX
    case .none: AF_UNSPEC
    }
  }
}

extension Listen.Endpoint {
  /// Where a listener is met: `*` and `localhost` on loopback, IPv4 first.
  var destinations: [SocketAddress] {
    switch self {
    case .unix(let path, _, _): SocketAddress(unixPath: path).map { [$0] } ?? []
    case .tcp(.address(let bytes), let port): [SocketAddress(ip: Self.reachable(bytes), port: port)]
    case .tcp(.loopback, let port), .tcp(.any, let port):
      [SocketAddress(ip: Self.loopback4, port: port), SocketAddress(ip: Self.loopback6, port: port)]
    }
  }

  private static let loopback4: [UInt8] = [127, 0, 0, 1]
  private static let loopback6: [UInt8] = Array(repeating: 0, count: 15) + [1]

  /// 0.0.0.0 and :: are no destinations.
  private static func reachable(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.allSatisfy({ $0 == 0 }) else { return bytes }
    return bytes.count == 4 ? loopback4 : loopback6
  }
}
