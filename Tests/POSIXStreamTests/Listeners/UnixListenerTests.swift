import CLinuxShims
import Glibc
import POSIXStream
import TestSupport
import Testing

@Suite struct UnixListenerTests {
  private static let calls = LinuxSystemCalls.shared

  private static func listen(
    _ path: String, mode: UInt32 = 0o600, group: Int? = nil, calls: any SystemCalls = LinuxSystemCalls.shared
  ) throws -> BoundSocket {
    let address = try #require(SocketAddress(unixPath: path))
    return try BoundSocket.unix(address, mode: mode, group: group, calls: calls)
  }

  private static func clear(_ path: String) throws(BoundSocket.PathProblem) -> Bool {
    guard let address = SocketAddress(unixPath: path) else { throw .system(.nameTooLong) }
    return try BoundSocket.clearStalePath(address, calls: calls)
  }

  private static func connects(_ path: String) -> Bool {
    guard let number = try? calls.socket(AF_UNIX).get(), let address = SocketAddress(unixPath: path) else {
      return false
    }
    let client = Descriptor(Int32(number), calls: calls)
    return calls.connect(client.number, to: address).error == nil
  }

  // MARK: What stands at the path

  @Test func `the socket file of a process that is gone is replaced`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    try directory.makeStaleSocket("s")
    #expect(throws: Errno.addressInUse) { try Self.listen(path).close() }
    #expect(try Self.clear(path))
    let socket = try Self.listen(path)
    #expect(Self.connects(path))
    #expect(socket.address.path == path)
  }

  @Test func `a free path needs no clearing`() throws {
    #expect(try !Self.clear(TemporaryDirectory().path(of: "s")))
  }

  @Test func `the socket of a live process is left alone`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    let process = try PythonProcess(
      """
      import signal, socket
      s = socket.socket(socket.AF_UNIX)
      s.bind(sys.argv[1])
      s.listen()
      print("ready", flush=True)
      signal.pause()
      """, arguments: [path])
    #expect(process.line() == "ready")
    #expect(throws: BoundSocket.PathProblem.inUse) { try Self.clear(path) }
    #expect(throws: Errno.addressInUse) { try Self.listen(path).close() }
    #expect(Self.connects(path))
  }

  @Test func `a live socket whose backlog is full is left alone`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    let server = Descriptor(Int32(try Self.calls.socket(AF_UNIX).get()), calls: Self.calls)
    _ = try Self.calls.bind(server.number, to: #require(SocketAddress(unixPath: path))).get()
    _ = try Self.calls.listen(server.number, backlog: 0).get()
    #expect(Self.connects(path))
    #expect(!Self.connects(path))
    #expect(throws: BoundSocket.PathProblem.inUse) { try Self.clear(path) }
    #expect(directory.holds("s"))
  }

  @Test func `a file, a directory and a symbolic link, even to a socket, are left alone`() throws {
    let directory = TemporaryDirectory()
    try directory.makeStaleSocket("socket")
    directory.makeFile("file")
    for (link, target) in [("link", "socket"), ("dangling", "nothing"), ("toFile", "file")] {
      directory.makeLink(link, to: target)
    }
    for name in ["file", "link", "dangling", "toFile", ""] {
      #expect(throws: BoundSocket.PathProblem.notASocket) { try Self.clear(directory.path(of: name)) }
      #expect(throws: Errno.addressInUse) { try Self.listen(directory.path(of: name)).close() }
      #expect(directory.holds(name))
    }
    #expect(directory.holds("socket"))
  }

  @Test func `a path in a directory that is missing, or is none, says so`() throws {
    let directory = TemporaryDirectory()
    directory.makeFile("file")
    #expect(throws: Errno.noSuchFile) { try Self.listen(directory.path(of: "missing/s")).close() }
    #expect(throws: Errno(rawValue: ENOTDIR)) { try Self.listen(directory.path(of: "file/s")).close() }
    #expect(try !Self.clear(directory.path(of: "missing/s")))
  }

  @Test func `the longest path there is can be listened on`() throws {
    let directory = TemporaryDirectory()
    let name = String(repeating: "s", count: SocketAddress.longestPath - directory.path(of: "").utf8.count)
    let socket = try Self.listen(directory.path(of: name))
    #expect(Self.connects(socket.address.path))
    #expect(SocketAddress(unixPath: directory.path(of: name + "s")) == nil)
  }

  // MARK: The mode

  @Test(.serialized, arguments: [UInt32(0o600), 0o660, 0o666, 0o777, 0o200], [UInt32(0), 0o022, 0o077])
  func `the file has the mode asked for, whatever the umask, and never a wider one`(mode: UInt32, mask: UInt32) throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    let calls = ScriptedSystemCalls()
    let seen = Locked<UInt32?>(nil)
    calls.before(.changeFileMode) { seen.with { $0 = directory.mode(of: "s") } }
    let before = umask(mask)
    defer { umask(before) }
    let socket = try Self.listen(path, mode: mode, calls: calls)
    #expect(directory.mode(of: "s") == mode)
    let atFirst = try #require(seen.with { $0 })
    #expect(atFirst & ~mode == 0)
    socket.close()
  }

  @Test func `a group that is set later gets its rights later`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    let calls = ScriptedSystemCalls()
    let seen = Locked<UInt32?>(nil)
    calls.before(.changeFileGroup) { seen.with { $0 = directory.mode(of: "s") } }
    let socket = try Self.listen(path, mode: 0o666, group: Int(getgid()), calls: calls)
    let atFirst = try #require(seen.with { $0 })
    #expect(atFirst & 0o077 == 0)
    #expect(directory.mode(of: "s") == 0o666)
    socket.close()
  }

  // MARK: The end

  @Test func `the file goes with the socket, however it ends`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    try Self.listen(path).close()
    #expect(!directory.holds("s"))
    _ = try Self.listen(path)
    #expect(!directory.holds("s"))
  }

  @Test func `a listener removes its file once`() async throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    try await withEventLoop { actor in
      let listener = try Listener(try Self.listen(path), on: actor.loop)
      #expect(Self.connects(path))
      listener.close()
      #expect(!directory.holds("s"))
      directory.makeFile("s")
      listener.close()
      #expect(directory.holds("s"))
    }
  }

  @Test func `a file that somebody else put there stays`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    let socket = try Self.listen(path)
    directory.remove("s")
    let successor = try Self.listen(path)
    socket.close()
    #expect(Self.connects(path))
    directory.remove("s")
    directory.makeFile("s")
    successor.close()
    #expect(directory.holds("s"))
  }

  @Test func `a file that is gone already is no matter`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    let socket = try Self.listen(path)
    directory.remove("s")
    socket.close()
    #expect(!directory.holds("s"))
  }

  @Test func `a stale file that was replaced in the meantime is left alone`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path(of: "s")
    try directory.makeStaleSocket("s")
    let calls = ScriptedSystemCalls()
    calls.on(.connect, .always, .fails(.connectionRefused))
    calls.before(.connect) {
      try? directory.makeStaleSocket("other")
      directory.move("other", to: "s")
    }
    let address = try #require(SocketAddress(unixPath: path))
    #expect(throws: BoundSocket.PathProblem.inUse) { try BoundSocket.clearStalePath(address, calls: calls) }
    #expect(directory.holds("s"))
  }
}
