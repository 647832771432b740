import Framing
import TestSupport
import Testing

@Suite struct TelnetTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let data: [UInt8]
    let replies: [UInt8]

    init(_ name: String, _ bytes: [UInt8], _ data: String, _ replies: [UInt8] = []) {
      self.init(name, bytes, bytes: Array(data.utf8), replies)
    }

    init(_ name: String, _ bytes: [UInt8], bytes data: [UInt8], _ replies: [UInt8] = []) {
      (self.name, self.bytes, self.data, self.replies) = (name, bytes, data, replies)
    }

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    .init("nothing", [], ""),
    .init("data", Array("hi\r\n".utf8), "hi\r\n"),
    .init(
      "requests are refused", [255, 253, 1, 255, 251, 3] + Array("hi\r\n".utf8), "hi\r\n", [255, 252, 1, 255, 254, 3]),
    .init("refusals are not answered", [255, 252, 1, 255, 254, 3, 97], "a"),
    .init("the same request twice", [255, 253, 1, 255, 253, 1, 255, 251, 1], "", [255, 252, 1, 255, 254, 1]),
    .init("option 255", [255, 253, 255, 97], "a", [255, 252, 255]),
    .init("IAC IAC is a byte", [97, 255, 255, 98], bytes: [97, 255, 98]),
    .init("IAC IAC twice", [255, 255, 255, 255], bytes: [255, 255]),
    .init("commands", [97, 255, 246, 255, 241, 255, 242, 98], "ab"),
    .init("a subnegotiation", [97, 255, 250, 24, 0, 97, 255, 255, 97, 255, 240, 98], "ab"),
    .init("another command ends a subnegotiation", [255, 250, 24, 255, 253, 1, 98], "b", [255, 252, 1]),
    .init("CR NUL is a CR", [97, 13, 0, 98, 0], bytes: [97, 13, 98, 0]),
    .init("CR, a command, NUL", [13, 255, 241, 0, 98], bytes: [13, 98]),
    .init("CR CR NUL NUL", [13, 13, 0, 0], bytes: [13, 13, 0]),
    .init("a command that is cut", [97, 255], "a"),
  ]

  @Test(arguments: cases) func `commands are taken out in every chunking`(_ table: Case) {
    for chunks in Chunking.all(of: table.bytes) {
      var filter = TelnetFilter()
      var (data, replies): ([UInt8], [UInt8]) = ([], [])
      for chunk in chunks { data += filter.stripped(chunk, &replies) }
      #expect(data == table.data, "in chunks of \(chunks.map(\.count))")
      #expect(replies == table.replies, "in chunks of \(chunks.map(\.count))")
    }
  }

  @Test func `a flood of requests is answered once for each option and direction`() {
    var filter = TelnetFilter()
    var replies: [UInt8] = []
    for round in 0..<2000 {
      let option = UInt8(truncatingIfNeeded: round)
      #expect(filter.stripped([255, 251, option, 255, 253, option], &replies) == [])
    }
    #expect(replies.count == 2 * 256 * 3)
    #expect(filter.commands == 4000)
  }

  @Test func `two filters that face each other fall silent`() {
    var (here, there) = (TelnetFilter(), TelnetFilter())
    var bytes: [UInt8] = [255, 251, 3, 255, 253, 3]
    for _ in 0..<2 {
      var (answer, echo): ([UInt8], [UInt8]) = ([], [])
      _ = here.stripped(bytes, &answer)
      _ = there.stripped(answer, &echo)
      bytes = echo
    }
    #expect(bytes == [])
  }

  @Test func `a subnegotiation without an end is told apart`() {
    var filter = TelnetFilter()
    var replies: [UInt8] = []
    _ = filter.stripped([255, 250] + [UInt8](repeating: 1, count: TelnetFilter.longestSubnegotiation), &replies)
    #expect(!filter.isOverlong)
    #expect(filter.stripped([1], &replies) == [])
    #expect(filter.isOverlong)
  }

  @Test func `the byte 255 of a reply is written twice`() {
    var outbox = Outbox()
    outbox.appendRaw([255])
    outbox.openFrame(limit: 10)
    outbox.appendText([1, 255, 255, 2])
    #expect(outbox.close(FrameEncoder(Framing(.delimiter([[255]])))) == nil)
    outbox.escapeTelnet(from: 1)
    #expect(outbox.bytes.copy(from: 0) == [255, 1, 255, 255, 255, 255, 2, 255, 255])
  }
}

extension TelnetFilter {
  fileprivate mutating func stripped(_ chunk: [UInt8], _ replies: inout [UInt8]) -> [UInt8] {
    var bytes = chunk
    var span = bytes.mutableSpan
    let kept = strip(&span, replies: &replies)
    return Array(bytes.prefix(kept))
  }
}
