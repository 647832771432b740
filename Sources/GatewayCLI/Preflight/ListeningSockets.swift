/// Who listens on this machine, read from the kernel's tables: nothing is bound to find out. See proc_net(5).
package struct ListeningSockets: Sendable, Equatable {
  package struct Internet: Sendable, Hashable {
    /// Four or sixteen bytes in network order.
    package var address: [UInt8]
    package var port: UInt16

    package init(address: [UInt8], port: UInt16) {
      self.address = address
      self.port = port
    }
  }

  package var internet: Set<Internet> = []
  package var unixPaths: Set<String> = []

  package init() {}

  /// Takes a line of /proc/net/tcp or /proc/net/tcp6; lines of other states say nothing.
  package mutating func addInternet(line: String) {
    let fields = line.split(separator: " ")
    guard fields.count > 3, fields[3] == ListeningSockets.listenState else { return }
    let parts = fields[1].split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return }
    guard let words = Hex.bytes(Array(parts[0].utf8)), words.count == 4 || words.count == 16 else { return }
    internet.insert(Internet(address: ListeningSockets.networkOrder(words), port: port))
  }

  /// Takes a line of /proc/net/unix.
  package mutating func addUnix(line: String) {
    let fields = line.split(separator: " ", maxSplits: 7)
    guard fields.count == 8, let flags = UInt32(fields[3], radix: 16), flags & ListeningSockets.acceptsFlag != 0 else {
      return
    }
    unixPaths.insert(String(fields[7]))
  }

  /// Whether somebody listens where `address` and `port` would be bound.
  ///
  /// A wildcard address takes the port of all others of its family. Whether one of IPv6 also takes that of
  /// IPv4 is not in the table, so it is not held against an IPv4 address.
  package func holds(_ address: [UInt8], port: UInt16) -> Bool {
    internet.contains { other in
      other.port == port && other.address.count == address.count
        && (other.address == address || other.address.isWildcard || address.isWildcard)
    }
  }

  /// TCP_LISTEN of linux/tcp.h.
  private static let listenState = "0A"
  /// __SO_ACCEPTCON of linux/net.h.
  private static let acceptsFlag: UInt32 = 0x10000

  /// The table prints words of four bytes as numbers of this machine's order.
  private static func networkOrder(_ words: [UInt8]) -> [UInt8] {
    guard UInt16(1).littleEndian == 1 else { return words }
    return stride(from: 0, to: words.count, by: 4).flatMap { words[$0..<$0 + 4].reversed() }
  }
}

extension [UInt8] {
  fileprivate var isWildcard: Bool { allSatisfy { $0 == 0 } }
}
