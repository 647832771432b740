import CLinuxShims
import Glibc
import POSIXStream
import Testing

@Suite struct SocketAddressTests {
  private static let v6: [UInt8] = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]

  @Test(arguments: [
    (SocketAddress(ip: [127, 0, 0, 1], port: 7_000), "127.0.0.1", "127.0.0.1:7000"),
    (SocketAddress(ip: [255, 255, 255, 255], port: 65_535), "255.255.255.255", "255.255.255.255:65535"),
    (SocketAddress(ip: [0, 0, 0, 0], port: 0), "0.0.0.0", "0.0.0.0:0"),
    (SocketAddress(ip: v6, port: 443), "2001:db8::1", "[2001:db8::1]:443"),
    (SocketAddress(ip: Array(repeating: 0, count: 16), port: 1), "::", "[::]:1"),
    (
      SocketAddress(ip: Array(repeating: 0, count: 10) + [255, 255, 192, 0, 2, 7], port: 1),
      "::ffff:192.0.2.7", "[::ffff:192.0.2.7]:1"
    ),
    (SocketAddress(), "", "-"),
  ])
  func `an address is written as people write it`(address: SocketAddress, host: String, text: String) {
    #expect(address.host == host)
    #expect(address.description == text)
  }

  @Test func `an address gives back its bytes and its port`() {
    let four = SocketAddress(ip: [192, 0, 2, 7], port: 8_080)
    #expect(four.family == .v4)
    #expect(four.ipBytes == [192, 0, 2, 7])
    #expect(four.port == 8_080)
    let sixteen = SocketAddress(ip: Self.v6, port: 1)
    #expect(sixteen.family == .v6)
    #expect(sixteen.ipBytes == Self.v6)
  }

  @Test(arguments: [0, 1, 3, 5, 15, 17, 100])
  func `so many bytes make an address that no call accepts`(count: Int) {
    let address = SocketAddress(ip: Array(repeating: 1, count: count), port: 1)
    #expect(address.family == .none)
    #expect(address.ipBytes == [])
    let calls = LinuxSystemCalls.shared
    #expect(calls.bind(-1, to: address).error != nil)
    #expect(throws: Errno.self) { try BoundSocket.tcp(address, shared: false, calls: calls).close() }
  }

  @Test(arguments: ["/run/x.sock", "x", "/tmp/a b/ü.sock", String(repeating: "p", count: 107)])
  func `a path is kept as it is`(path: String) throws {
    let address = try #require(SocketAddress(unixPath: path))
    #expect(address.family == .unix)
    #expect(address.path == path)
    #expect(address.host == "unix")
    #expect(address.port == 0)
    #expect(address.ipBytes == [])
    #expect(address.description == "unix:\(path)")
  }

  @Test(arguments: [
    "", "\0", "/tmp/a\0b", String(repeating: "p", count: 108), String(repeating: "ü", count: 54),
    String(repeating: "p", count: 5_000),
  ])
  func `a path that a socket cannot have is refused`(path: String) {
    #expect(SocketAddress(unixPath: path) == nil)
  }

  @Test func `addresses are equal by what they name`() throws {
    let address = SocketAddress(ip: [127, 0, 0, 1], port: 1)
    #expect(address == SocketAddress(ip: [127, 0, 0, 1], port: 1))
    #expect(address.hashValue == SocketAddress(ip: [127, 0, 0, 1], port: 1).hashValue)
    #expect(address != SocketAddress(ip: [127, 0, 0, 2], port: 1))
    #expect(address != SocketAddress(ip: [127, 0, 0, 1], port: 2))
    #expect(address != SocketAddress(ip: [127, 0, 0, 1] + Array(repeating: 0, count: 12), port: 1))
    var scoped = SocketAddress(ip: Self.v6, port: 1)
    scoped.raw.scope = 2
    #expect(scoped != SocketAddress(ip: Self.v6, port: 1))
    #expect(try #require(SocketAddress(unixPath: "/a")) != #require(SocketAddress(unixPath: "/b")))
    #expect(SocketAddress() != address)
  }
}
