import CLinuxShims

/// A peer's address in as little memory as it takes: every open connection keeps one.
///
/// The path of a unix peer is left out; clients hardly ever have one.
package struct PeerAddress: Sendable {
  private typealias Bytes = (
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8
  )

  private let bytes: Bytes
  private let scope: UInt32
  private let family: UInt16
  /// Host order; 0 for a unix peer.
  package let port: UInt16

  package init(_ address: SocketAddress) {
    bytes = address.raw.bytes
    scope = address.raw.scope
    family = UInt16(truncatingIfNeeded: address.raw.family)
    port = address.port
  }

  package var address: SocketAddress {
    var raw = shim_address()
    raw.family = Int32(family)
    raw.port = port
    raw.scope = scope
    raw.bytes = bytes
    return SocketAddress(raw: raw)
  }

  /// See `SocketAddress.host`.
  package var host: String { address.host }
}

extension PeerAddress: CustomStringConvertible {
  package var description: String { address.description }
}
