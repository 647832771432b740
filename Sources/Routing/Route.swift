package import Framing

/// A listening place and what is answered there.
package final class Route: Sendable {
  package let name: String
  package let listeners: [Listen]
  /// Blocks of addresses that may connect; empty means everybody. Unix peers are always allowed.
  package let allow: [AddressBlock]
  package let framing: Framing
  /// At least one; a route with `reply` or `rules` has a single state without a name.
  package let states: [State]
  /// The index of the state in which a connection begins.
  package let start: Int
  package let events: Events
  package let limits: Limits
  package let timeouts: Timeouts
  package let foreign: ForeignPolicy
  /// Connection variables, with their first values.
  package let variables: [Variable]
  /// Variables of the whole route, with their first values.
  package let shared: [Shared]
  package let timers: [Timer]
  /// Whether telnet commands are stripped and refused. See RFC 854.
  package let telnet: Bool
  /// Whether patterns match ASCII letters of either case; each pattern knows for itself.
  package let ignoresCase: Bool
  /// The most slots that any rule needs. See `Names`.
  package let slotCount: Int
  /// For each state, the answers that need no rule to be asked.
  package let ready: [ReadyReplies?]

  package init(
    name: String, listeners: [Listen], allow: [AddressBlock] = [], framing: Framing, states: [State], start: Int = 0,
    events: Events = .init(), limits: Limits = .init(), timeouts: Timeouts = .init(), foreign: ForeignPolicy = .refuse,
    variables: [Variable] = [], shared: [Shared] = [], timers: [Timer] = [], telnet: Bool = false,
    ignoresCase: Bool = false, slotCount: Int = 0
  ) {
    self.name = name
    self.listeners = listeners
    self.allow = allow
    self.framing = framing
    self.states = states
    self.start = start
    self.events = events
    self.limits = limits
    self.timeouts = timeouts
    self.foreign = foreign
    self.variables = variables
    self.shared = shared
    self.timers = timers
    self.telnet = telnet
    self.ignoresCase = ignoresCase
    self.slotCount = slotCount
    let encoder = FrameEncoder(framing)
    ready = states.map { $0.readyReplies(encoder, limit: limits.reply ?? Int.max, telnet: telnet) }
  }

  /// Filled in when a peer connects.
  package struct Variable: Sendable, Equatable {
    package var name: String
    package var initial: Template

    package init(name: String, initial: Template) {
      self.name = name
      self.initial = initial
    }
  }

  package struct Shared: Sendable, Equatable {
    package var name: String
    package var initial: [UInt8]

    package init(name: String, initial: [UInt8]) {
      self.name = name
      self.initial = initial
    }
  }
}

/// Where a route listens, and where its author wrote that.
package struct Listen: Sendable, Hashable {
  package enum Endpoint: Sendable, Hashable {
    case tcp(host: Host, port: UInt16)
    case unix(path: String, mode: UInt32, group: String?)
  }

  package enum Host: Sendable, Hashable {
    /// `localhost` or nothing: 127.0.0.1 and, where present, ::1.
    case loopback
    /// `*`: every interface, IPv4 and, where present, IPv6.
    case any
    /// Four bytes, or sixteen, in network order.
    case address([UInt8])
  }

  package var endpoint: Endpoint
  /// As written in the file, for messages.
  package var text: String
  package var place: Place

  package init(endpoint: Endpoint, text: String, place: Place) {
    self.endpoint = endpoint
    self.text = text
    self.place = place
  }
}

/// A CIDR block; see RFC 4632 §3.1 and RFC 4291 §2.3.
package struct AddressBlock: Sendable, Hashable {
  /// Four or sixteen bytes in network order.
  package var address: [UInt8]
  package var prefixLength: Int

  package init(address: [UInt8], prefixLength: Int) {
    self.address = address
    self.prefixLength = prefixLength
  }

  /// Whether `peer` (four or sixteen bytes) lies in the block. An IPv4 peer mapped into IPv6 counts as IPv4.
  package func contains(_ peer: [UInt8]) -> Bool {
    let peer = AddressBlock.unmapped(peer)
    guard peer.count == address.count else { return false }
    return (0..<prefixLength).allSatisfy { bit in
      (peer[bit / 8] ^ address[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }

  /// `::ffff:a.b.c.d` as `a.b.c.d`; anything else as it is. See RFC 4291 §2.5.5.2.
  package static func unmapped(_ address: [UInt8]) -> [UInt8] {
    let prefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
    return address.count == 16 && Array(address.prefix(12)) == prefix ? Array(address.suffix(4)) : address
  }
}

package enum ForeignPolicy: String, Sendable, CaseIterable {
  /// An HTTP request line or a TLS hello as the first frame is closed with nothing reflected.
  case refuse
  case allow
}
