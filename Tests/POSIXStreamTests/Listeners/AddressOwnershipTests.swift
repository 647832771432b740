import Glibc
import POSIXStream
import TestSupport
import Testing

/// Nobody listens on an address that somebody listens on already.
@Suite struct AddressOwnershipTests {
  private static let calls = LinuxSystemCalls.shared
  private static let loopback = SocketAddress(ip: [127, 0, 0, 1], port: 0)

  @Test(arguments: [true, false], [true, false])
  func `a second socket of this process is refused, however either is shared`(first: Bool, second: Bool) throws {
    let holder = try BoundSocket.tcp(Self.loopback, shared: first, calls: Self.calls)
    #expect(holder.address.port != 0)
    let address = holder.address
    #expect(throws: Errno.addressInUse) { try BoundSocket.tcp(address, shared: second, calls: Self.calls).close() }
    let everywhere = SocketAddress(ip: [0, 0, 0, 0], port: holder.address.port)
    #expect(throws: Errno.addressInUse) { try BoundSocket.tcp(everywhere, shared: second, calls: Self.calls).close() }
  }

  @Test func `sockets that have joined keep others out as well`() throws {
    let holder = try BoundSocket.tcp(Self.loopback, shared: true, calls: Self.calls)
    let joined = try BoundSocket.joining(holder)
    let address = joined.address
    #expect(address == holder.address)
    #expect(throws: Errno.addressInUse) { try BoundSocket.tcp(address, shared: true, calls: Self.calls).close() }
    holder.close()
    #expect(throws: Errno.addressInUse) { try BoundSocket.tcp(address, shared: true, calls: Self.calls).close() }
  }

  @Test func `an address that nobody shares cannot be joined`() throws {
    let holder = try BoundSocket.tcp(Self.loopback, shared: false, calls: Self.calls)
    var refusal: Errno?
    do throws(Errno) { try BoundSocket.joining(holder).close() } catch { refusal = error }
    #expect(refusal == .addressInUse)
  }

  /// Tries to listen on the port of its first argument in every way there is, as the user of its second.
  private static let rival = """
    import socket
    os.setuid(int(sys.argv[2]))
    for options in [[], ["SO_REUSEADDR"], ["SO_REUSEPORT"], ["SO_REUSEADDR", "SO_REUSEPORT"]]:
        try:
            s = socket.socket()
            for option in options:
                s.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
            s.bind(("127.0.0.1", int(sys.argv[1])))
            s.listen()
            print("listens", *options)
        except OSError as error:
            print("refused" if error.errno == 98 else error)
        s.close()
    """

  @Test func `another process is refused, also if it asks to share`() throws {
    let holder = try BoundSocket.tcp(Self.loopback, shared: false, calls: Self.calls)
    let process = try PythonProcess(Self.rival, arguments: ["\(holder.address.port)", "\(getuid())"])
    let answers = (0..<4).map { _ in process.line() }
    #expect(answers == Array(repeating: "refused", count: 4))
  }

  @Test func `another process is refused an address that several loops share, if it does not ask to`() throws {
    let holder = try BoundSocket.tcp(Self.loopback, shared: true, calls: Self.calls)
    let joined = try BoundSocket.joining(holder)
    let process = try PythonProcess(Self.rival, arguments: ["\(joined.address.port)", "\(getuid())"])
    #expect(process.line() == "refused")
    #expect(process.line() == "refused")
  }

  @Test(.enabled(if: getuid() == 0, "only root can be somebody else"))
  func `another user's process is refused an address that several loops share, even if it asks to`() throws {
    let holder = try BoundSocket.tcp(Self.loopback, shared: true, calls: Self.calls)
    let joined = try BoundSocket.joining(holder)
    let process = try PythonProcess(Self.rival, arguments: ["\(joined.address.port)", "65534"])
    let answers = (0..<4).map { _ in process.line() }
    #expect(answers == Array(repeating: "refused", count: 4))
  }

  @Test func `of two that start at the same moment one is refused`() throws {
    let calls = ScriptedSystemCalls()
    let address = SocketAddress(ip: [127, 0, 77, 1], port: 17_000)
    let other = Other()
    calls.before(.listen) { other.listen(on: address) }
    #expect(throws: Errno.addressInUse) { try BoundSocket.tcp(address, shared: true, calls: calls).close() }
    #expect(other.isListening)
  }

  /// Somebody else who starts; one thread has it at a time.
  private final class Other: @unchecked Sendable {
    private var socket: BoundSocket?
    var isListening: Bool { socket != nil }

    func listen(on address: SocketAddress) {
      socket = try? BoundSocket.tcp(address, shared: true, calls: AddressOwnershipTests.calls)
    }
  }

  /// Listens on a free port with the options of its arguments, and says which it is.
  private static let holder = """
    import signal, socket
    s = socket.socket()
    for option in sys.argv[1:]:
        s.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
    s.bind(("127.0.0.1", 0))
    s.listen()
    print(s.getsockname()[1], flush=True)
    signal.pause()
    """

  @Test(arguments: [[], ["SO_REUSEADDR"], ["SO_REUSEPORT"], ["SO_REUSEADDR", "SO_REUSEPORT"]])
  func `an address of another process is refused, also if that one would share`(options: [String]) throws {
    var process: PythonProcess? = try PythonProcess(Self.holder, arguments: options)
    let port = try #require(UInt16(process?.line() ?? ""))
    let address = SocketAddress(ip: [127, 0, 0, 1], port: port)
    for shared in [true, false] {
      #expect(throws: Errno.addressInUse) { try BoundSocket.tcp(address, shared: shared, calls: Self.calls).close() }
    }
    process = nil
    #expect(process == nil)
    let socket = try BoundSocket.tcp(address, shared: true, calls: Self.calls)
    #expect(socket.address == address)
  }
}
