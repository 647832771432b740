import RouteFile
import Routing
import Testing

/// Durations, sizes and addresses, as text and back.
struct ValueTextTests {
  @Test(arguments: [
    ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("1h", .seconds(3600)),
    ("0s", .zero), ("8760h", .seconds(8760 * 3600)), ("90s", .seconds(90)), ("1500ms", .milliseconds(1500)),
  ])
  func `reads durations, and writes the shortest spelling`(_ text: String, _ duration: Duration) throws {
    #expect(try DurationText.parse(text) == duration)
    #expect(DurationText.render(duration) == text)
  }

  @Test(arguments: ["120s", "60m", "1000ms", "007s"])
  func `other spellings mean the same`(_ text: String) throws {
    let duration = try DurationText.parse(text)
    #expect(try DurationText.parse(DurationText.render(duration)) == duration)
  }

  @Test(arguments: ["", "s", "ms", "5 s", "5S", "+5s", "-5s", "5s ", "1h30m", "٣s", "8761h", "1e3s", "0x10s"])
  func `refuses everything else for a duration`(_ text: String) {
    #expect(throws: ValueProblem.self) { try DurationText.parse(text) }
  }

  @Test(arguments: [
    ("1B", 1), ("512B", 512), ("1KiB", 1024), ("64KiB", 65_536), ("10MiB", 10 << 20), ("1GiB", 1 << 30),
  ])
  func `reads sizes, and writes the shortest spelling`(_ text: String, _ bytes: Int) throws {
    #expect(try SizeText.parse(text) == bytes)
    #expect(SizeText.render(bytes) == text)
  }

  @Test(arguments: ["", "B", "0B", "1", "1KB", "1kib", "1 KiB", "-1B", "2GiB", "1.5KiB", "18446744073709551616B"])
  func `refuses everything else for a size`(_ text: String) {
    #expect(throws: ValueProblem.self) { try SizeText.parse(text) }
  }

  @Test(arguments: [
    ("::", [UInt8](repeating: 0, count: 16)), ("::1", [UInt8](repeating: 0, count: 15) + [1]),
    ("1::", [0, 1] + [UInt8](repeating: 0, count: 14)),
    ("2001:db8::1:0:0:1", [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]),
    ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
    ("1:0:3:4:5:6:7:8", [0, 1, 0, 0, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]), ("192.0.2.7", [192, 0, 2, 7]),
  ])
  func `reads addresses, and writes their canonical text`(_ text: String, _ bytes: [UInt8]) {
    #expect(AddressText.parse(text) == bytes)
    #expect(AddressText.render(bytes) == text)
  }

  @Test func `an IPv6 address may end in an IPv4 address`() {
    #expect(AddressText.parse("::ffff:192.0.2.7")?.suffix(6) == [0xff, 0xff, 192, 0, 2, 7])
    #expect(AddressText.parse("1:2:3:4:5:6:1.2.3.4")?.suffix(4) == [1, 2, 3, 4])
  }

  @Test(arguments: [
    "", ":", ":::", "1::2::3", "12345::", "::g", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
    "fe80::1%eth0",
    "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.", "1.2.3.4::", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4",
    "+1.2.3.4",
  ])
  func `refuses what is no address`(_ text: String) {
    #expect(AddressText.parse(text) == nil)
  }

  @Test(arguments: [
    ("10.0.0.0/8", [UInt8]([10, 0, 0, 0]), 8), ("0.0.0.0/0", [0, 0, 0, 0], 0), ("192.0.2.7", [192, 0, 2, 7], 32),
    ("::ffff:10.0.0.0/104", [10, 0, 0, 0], 8), ("::/0", [UInt8](repeating: 0, count: 16), 0),
  ])
  func `reads blocks of addresses`(_ text: String, _ address: [UInt8], _ length: Int) throws {
    #expect(try BlockText.parse(text) == AddressBlock(address: address, prefixLength: length))
  }

  @Test(arguments: [
    ("127.0.0.1:0", Listen.Endpoint.tcp(host: .address([127, 0, 0, 1]), port: 0)),
    (":7000", .tcp(host: .loopback, port: 7000)),
    ("localhost:65535", .tcp(host: .loopback, port: 65535)), ("*:1", .tcp(host: .any, port: 1)),
    ("[::]:1", .tcp(host: .address([UInt8](repeating: 0, count: 16)), port: 1)),
    ("unix:/run/x.sock", .unix(path: "/run/x.sock", mode: 0o600, group: nil)),
    ("unix:x y:z", .unix(path: "x y:z", mode: 0o600, group: nil)),
  ])
  func `reads the places to listen`(_ text: String, _ endpoint: Listen.Endpoint) throws {
    #expect(try ListenText.parse(text) == endpoint)
  }

  @Test(arguments: [
    "", ":", "*", "[::1]", "127.0.0.1:", "127.0.0.1:-1", "127.0.0.1:65536", "127.0.0.1:007", "127.0.0.1:+1",
    "[::1:7000",
    "[]:1", "unix:", "unix:/run/", "unix:a\0b", "a:b:c", "* :7000", "LOCALHOST:1",
  ])
  func `refuses what is no place`(_ text: String) {
    #expect(throws: ValueProblem.self) { try ListenText.parse(text) }
  }
}
