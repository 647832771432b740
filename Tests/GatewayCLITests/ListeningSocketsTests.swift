import GatewayCLI
import Testing

@Suite struct ListeningSocketsTests {
  static let v4 = "   0: 0100007F:1B58 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0 0 1 1 0 100 0 0 10 0"
  static let v6 = "   1: 00000000000000000000000001000000:1B59 00000000000000000000000000000000:0000 0A 0:0 0:0 0"
  static let any = "   2: 00000000:1B5A 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0 0 1"
  static let established = "   3: 0100007F:1B5B 0100007F:C000 01 00000000:00000000 00:00000000 00000000  0 0 1"

  private func sockets(_ lines: String...) -> ListeningSockets {
    var result = ListeningSockets()
    for line in lines { result.addInternet(line: line) }
    return result
  }

  @Test func `a listener holds its own address and the wildcard`() {
    let table = sockets(Self.v4)
    #expect(table.holds([127, 0, 0, 1], port: 7000))
    #expect(table.holds([0, 0, 0, 0], port: 7000))
    #expect(!table.holds([127, 0, 0, 2], port: 7000))
    #expect(!table.holds([127, 0, 0, 1], port: 7001))
  }

  @Test func `a listener on the wildcard holds every address of its family`() {
    let table = sockets(Self.any)
    #expect(table.holds([192, 0, 2, 1], port: 7002))
    #expect(!table.holds([UInt8](repeating: 0, count: 16), port: 7002))
  }

  @Test func `addresses of IPv6 are read word by word`() {
    #expect(sockets(Self.v6).holds([UInt8](repeating: 0, count: 15) + [1], port: 7001))
  }

  @Test(arguments: [
    established, "  sl  local_address rem_address   st tx_queue", "", "0: x:y 0 0A", "0: 01:FFFFF 0 0A",
  ])
  func `other lines say nothing`(_ line: String) {
    #expect(sockets(line).internet.isEmpty)
  }

  @Test func `unix sockets count when they listen and have a path`() {
    var table = ListeningSockets()
    table.addUnix(line: "0000000000000000: 00000002 00000000 00010000 0001 01 20123 /run/a b.sock")
    table.addUnix(line: "0000000000000000: 00000003 00000000 00000000 0001 03 20124 /run/connected.sock")
    table.addUnix(line: "0000000000000000: 00000002 00000000 00010000 0001 01 20125")
    #expect(table.unixPaths == ["/run/a b.sock"])
  }
}
