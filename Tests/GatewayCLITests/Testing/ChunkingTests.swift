import Testing

@testable import GatewayCLI

struct ChunkingTests {
  @Test(arguments: Chunking.all(upTo: 100) + [.asWritten])
  func `cuts bytes into pieces without losing any`(_ chunking: Chunking) {
    let bytes = (0..<100).map { UInt8($0) }
    let pieces = chunking.pieces(of: bytes)
    #expect(pieces.flatMap { $0 } == bytes)
    #expect(pieces.allSatisfy { !$0.isEmpty })
  }

  @Test func `splits at every point of up to 64 bytes`() {
    let chunkings = Chunking.all(upTo: 1000)
    for point in 1..<64 { #expect(chunkings.contains(.splitAfter(point))) }
    #expect(chunkings.contains(.whole) && chunkings.contains(.byteByByte))
    #expect(Chunking.all(upTo: 3).filter { if case .splitAfter = $0 { true } else { false } }.count == 2)
  }

  @Test func `cuts at random in the same way every time, and in another for another seed`() {
    let bytes = [UInt8](repeating: 1, count: 200)
    let lengths = { (seed: UInt64) in Chunking.random(seed: seed).pieces(of: bytes).map(\.count) }
    #expect(lengths(1) == lengths(1))
    #expect(lengths(1) != lengths(2))
    #expect(lengths(3).allSatisfy { (1...16).contains($0) })
  }

  @Test func `has nothing to chunk where nothing is sent`() { #expect(Chunking.all(upTo: 0) == []) }
}

struct LineDiffTests {
  @Test(arguments: [
    (["a", "b", "c"], ["a", "c"], [" a", "-b", " c"]), (["a"], ["b"], ["-a", "+b"]), ([], ["a"], ["+a"]),
    (["a", "b"], ["x", "a", "b", "y"], ["+x", " a", " b", "+y"]), (["a"], [], ["-a"]), ([], [], []),
  ])
  func `finds the shortest way`(_ expected: [String], _ received: [String], _ diff: [String]) {
    let lines = LineDiff.lines(from: expected.map { ExpectedLine($0) }, to: received.map { ReceivedLine($0) })
    #expect(lines.map(\.rendered) == diff)
  }

  @Test func `shows no more than its limit`() {
    let many = (0..<1000).map { ReceivedLine("\($0)") }
    let lines = LineDiff.lines(from: [], to: many)
    #expect(lines.count == LineDiff.limit + 1)
    #expect(lines.last?.text == "… 800 more lines")
  }

  @Test func `shows bytes as lines with their ends`() {
    #expect(ReceivedLine.raw(Array("a\r\nb\0".utf8)[...]).map(\.text) == [#""a\r\n""#, #""b\0""#])
  }
}
