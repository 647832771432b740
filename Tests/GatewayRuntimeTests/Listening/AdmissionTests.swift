import POSIXStream
import Routing
import Testing

@testable import GatewayRuntime

/// Who may connect, and how many.
@Suite struct AdmissionTests {
  private static func peer(_ bytes: [UInt8]) -> SocketAddress { SocketAddress(ip: bytes, port: 1) }

  /// An address of IPv4 as a socket of IPv6 sees it.
  private static func mapped(_ bytes: [UInt8]) -> SocketAddress {
    peer([UInt8](repeating: 0, count: 10) + [0xff, 0xff] + bytes)
  }

  private static func refusal(_ result: Result<Admission.Pass, Admission.Refusal>) -> CloseReason? {
    if case .failure(let refusal) = result { refusal.reason } else { nil }
  }

  private static let blocks = [
    AddressBlock(address: [192, 0, 2, 0], prefixLength: 25),
    AddressBlock(address: [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 12), prefixLength: 32),
  ]

  @Test(arguments: [
    (peer([192, 0, 2, 127]), true), (peer([192, 0, 2, 128]), false), (peer([10, 0, 0, 1]), false),
    (mapped([192, 0, 2, 1]), true), (mapped([192, 0, 3, 1]), false),
    (peer([0x20, 0x01, 0x0d, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), true),
    (peer([0x20, 0x01, 0x0d, 0xb9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), false),
  ])
  func `only the blocks of allow are let in`(peer: SocketAddress, isAllowed: Bool) {
    let admission = Admission(routes: 1, processLimit: 10)
    let route = Route.answering("") { $0.allow = Self.blocks }
    let verdict = admission.admit(peer, to: route, index: 0)
    #expect(Self.refusal(verdict) == (isAllowed ? nil : .notAllowed))
  }

  @Test func `without allow everybody is let in, and unix peers always are`() throws {
    let admission = Admission(routes: 1, processLimit: 10)
    let unix = try #require(SocketAddress(unixPath: "/run/x"))
    #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 1]), to: .answering(""), index: 0)) == nil)
    #expect(Self.refusal(admission.admit(unix, to: .answering("") { $0.allow = Self.blocks }, index: 0)) == nil)
  }

  @Test func `a route takes so many, and another when one has left`() throws {
    let admission = Admission(routes: 2, processLimit: 10)
    let route = Route.answering("") { $0.limits.connections = 2 }
    let first = try admission.admit(Self.peer([10, 0, 0, 1]), to: route, index: 0).get()
    _ = try admission.admit(Self.peer([10, 0, 0, 2]), to: route, index: 0).get()
    #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 3]), to: route, index: 0)) == .maxConnections)
    #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 3]), to: route, index: 1)) == nil)
    admission.leave(first)
    #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 3]), to: route, index: 0)) == nil)
  }

  @Test func `the process takes so many of all routes together`() throws {
    let admission = Admission(routes: 2, processLimit: 2)
    let route = Route.answering("") { $0.limits.connections = nil }
    let first = try admission.admit(Self.peer([10, 0, 0, 1]), to: route, index: 0).get()
    _ = try admission.admit(Self.peer([10, 0, 0, 1]), to: route, index: 1).get()
    #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 1]), to: route, index: 0)) == .maxConnections)
    admission.leave(first)
    #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 1]), to: route, index: 1)) == nil)
  }

  @Test func `an address has so many on a route, mapped or not, and unix peers are not counted`() throws {
    let admission = Admission(routes: 2, processLimit: 10)
    let route = Route.answering("") { $0.limits.connectionsPerIP = 1 }
    let unix = try #require(SocketAddress(unixPath: "/run/x"))
    let first = try admission.admit(Self.peer([10, 0, 0, 1]), to: route, index: 0).get()
    #expect(Self.refusal(admission.admit(Self.mapped([10, 0, 0, 1]), to: route, index: 0)) == .maxConnectionsIP)
    #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 2]), to: route, index: 0)) == nil)
    #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 1]), to: route, index: 1)) == nil)
    #expect(Self.refusal(admission.admit(unix, to: route, index: 0)) == nil)
    #expect(Self.refusal(admission.admit(unix, to: route, index: 0)) == nil)
    admission.leave(first)
    #expect(Self.refusal(admission.admit(Self.mapped([10, 0, 0, 1]), to: route, index: 0)) == nil)
  }

  @Test func `who is refused takes nobody's place`() {
    let admission = Admission(routes: 1, processLimit: 1)
    let closed = Route.answering("") { $0.allow = Self.blocks }
    let one = Route.answering("") { $0.limits.connectionsPerIP = 0 }
    for _ in 0..<5 {
      #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 1]), to: closed, index: 0)) == .notAllowed)
      #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 1]), to: one, index: 0)) == .maxConnectionsIP)
    }
    #expect(Self.refusal(admission.admit(Self.peer([10, 0, 0, 1]), to: .answering(""), index: 0)) == nil)
  }
}
