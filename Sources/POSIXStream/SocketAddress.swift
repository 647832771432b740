package import CLinuxShims
import Glibc

/// Where a socket listens or whom it talks to: IPv4, IPv6 or a path. See ip(7), ipv6(7), unix(7).
package struct SocketAddress: Sendable, Hashable {
  package var raw: shim_address

  package init(raw: shim_address) { self.raw = raw }

  /// Nobody yet; accept(2) fills it.
  package init() { raw = shim_address() }

  /// - Parameter bytes: four or sixteen, in network order; anything else gives an address no call accepts.
  package init(ip bytes: [UInt8], port: UInt16) {
    raw = shim_address()
    guard bytes.count == 4 || bytes.count == 16 else { return }
    raw.family = bytes.count == 4 ? AF_INET : AF_INET6
    raw.port = port
    unsafe withUnsafeMutableBytes(of: &raw.bytes) { unsafe $0.copyBytes(from: bytes) }
  }

  /// The longest path a unix socket can have, in bytes. See sun_path in unix(7).
  package static let longestPath = 107

  /// - Returns: nothing where the path is longer than `longestPath` or contains NUL.
  package init?(unixPath path: String) {
    let bytes = Array(path.utf8)
    guard !bytes.isEmpty, bytes.count <= SocketAddress.longestPath, !bytes.contains(0) else { return nil }
    raw = shim_address()
    raw.family = AF_UNIX
    unsafe withUnsafeMutableBytes(of: &raw.path) { unsafe $0.copyBytes(from: bytes) }
  }

  package enum Family: Sendable { case v4, v6, unix, none }

  package var family: Family {
    switch raw.family {
    case AF_INET: .v4
    case AF_INET6: .v6
    case AF_UNIX: .unix
    default: .none
    }
  }

  /// 127.0.0.0/8, ::1, or a path: nobody on another machine reaches it.
  package var isLoopback: Bool {
    switch family {
    case .v4: ipBytes[0] == 127
    case .v6: ipBytes.dropLast().allSatisfy { $0 == 0 } && ipBytes[15] == 1
    case .unix: true
    case .none: false
    }
  }

  /// Host order; 0 for a path.
  package var port: UInt16 { raw.port }

  /// Four or sixteen bytes in network order; none for a path.
  package var ipBytes: [UInt8] {
    let length = family == .v4 ? 4 : family == .v6 ? 16 : 0
    return unsafe withUnsafeBytes(of: raw.bytes) { unsafe Array($0.prefix(length)) }
  }

  package var path: String {
    let bytes = unsafe withUnsafeBytes(of: raw.path) { unsafe Array($0.prefix { $0 != 0 }) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `192.0.2.7`, `2001:db8::1`, or `unix`. See inet_ntop(3).
  package var host: String {
    var text = [CChar](repeating: 0, count: 64)
    var address = raw
    // SAFETY: the call writes at most 64 bytes, NUL included, and answers their number without it.
    let length = unsafe shim_address_text(&address, &text, text.count)
    return String(decoding: text.prefix(Int(max(0, length))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  package static func == (a: SocketAddress, b: SocketAddress) -> Bool {
    a.family == b.family && a.port == b.port && a.raw.scope == b.raw.scope && a.ipBytes == b.ipBytes
      && (a.family != .unix || a.path == b.path)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(raw.family)
    hasher.combine(raw.port)
    hasher.combine(ipBytes)
  }
}

extension SocketAddress: CustomStringConvertible {
  /// `127.0.0.1:7000`, `[::1]:7000`, `unix:/run/x.sock`.
  package var description: String {
    switch family {
    case .v4: "\(host):\(port)"
    case .v6: "[\(host)]:\(port)"
    case .unix: "unix:\(path)"
    case .none: "-"
    }
  }
}
