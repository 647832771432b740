import Glibc

/// What preflight knows of this machine. All of it is read; see proc(5).
package struct Machine: Sendable {
  package var listening: ListeningSockets
  /// Ports from this one on may be bound by everybody.
  package var firstFreePort: UInt16
  /// Whether this process may bind the ports below. See CAP_NET_BIND_SERVICE in capabilities(7).
  package var mayBindAnyPort: Bool
  /// How many descriptors `serve` may have.
  package var descriptors: UInt
  package var pathKind: @Sendable (String) -> PathKind

  package enum PathKind: Sendable, Equatable { case absent, socket, directory, other }

  package init(
    listening: ListeningSockets, firstFreePort: UInt16 = 1024, mayBindAnyPort: Bool = false, descriptors: UInt,
    pathKind: @escaping @Sendable (String) -> PathKind
  ) {
    self.listening = listening
    self.firstFreePort = firstFreePort
    self.mayBindAnyPort = mayBindAnyPort
    self.descriptors = descriptors
    self.pathKind = pathKind
  }

  static func current() -> Machine {
    var sockets = ListeningSockets()
    for path in ["/proc/net/tcp", "/proc/net/tcp6"] {
      FileSystem.forEachLine(of: path) { sockets.addInternet(line: $0) }
    }
    FileSystem.forEachLine(of: "/proc/net/unix") { sockets.addUnix(line: $0) }
    var firstFreePort: UInt16 = 1024
    FileSystem.forEachLine(of: "/proc/sys/net/ipv4/ip_unprivileged_port_start") { line in
      firstFreePort = UInt16(line) ?? firstFreePort
    }
    return Machine(
      listening: sockets, firstFreePort: firstFreePort, mayBindAnyPort: bindCapability(),
      descriptors: BuildReport.descriptorLimits().hard, pathKind: FileSystem.kind)
  }

  private static func bindCapability() -> Bool {
    let bindService: UInt64 = 1 << 10
    var effective: UInt64 = 0
    FileSystem.forEachLine(of: "/proc/self/status") { line in
      guard line.hasPrefix("CapEff:") else { return }
      effective = line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
    }
    return effective & bindService != 0
  }
}
