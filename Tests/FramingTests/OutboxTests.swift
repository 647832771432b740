import Framing
import Testing

@Suite struct OutboxTests {
  private let line = FrameEncoder(Framing(.line(reply: .lf)))

  @Test func `replies stand in their order and leave in pieces`() {
    var outbox = Outbox()
    for text in ["one", "two"] { #expect(outbox.write([.text(text)], line) == nil) }
    #expect(outbox.text == "one\ntwo\n")
    outbox.consume(2)
    #expect(outbox.text == "e\ntwo\n")
    #expect(outbox.write([.value("three")], line) == nil)
    #expect(outbox.text == "e\ntwo\nthree\n")
    outbox.consume(outbox.count)
    #expect(outbox.count == 0)
  }

  @Test(arguments: [(3, false), (4, false), (5, true)])
  func `a frame may be as large as its limit, before its wrapping`(size: Int, isRefused: Bool) {
    var outbox = Outbox()
    outbox.openFrame(limit: 4)
    for _ in 0..<size { outbox.appendValue(UInt8(ascii: "x")) }
    #expect(outbox.hasOverflowed == isRefused)
    #expect(outbox.close(line) == (isRefused ? .tooLong(limit: 4) : nil))
    #expect(outbox.count == (isRefused ? 0 : size + 1))
  }

  @Test func `nothing is added to a frame that has overflowed`() {
    var outbox = Outbox()
    #expect(outbox.write([.text("kept")], line) == nil)
    outbox.openFrame(limit: 4)
    outbox.appendText(Array("abc".utf8))
    outbox.appendText(Array("de".utf8))
    outbox.appendValue(UInt8(ascii: "f"))
    #expect(outbox.frameCount == 3)
    #expect(outbox.close(line) == .tooLong(limit: 4))
    #expect(outbox.text == "kept\n")
    #expect(outbox.write([.text("next")], line) == nil)
    #expect(outbox.text == "kept\nnext\n")
  }

  @Test func `a refused frame takes its values with it`() {
    var outbox = Outbox()
    #expect(outbox.write([.value("a\nb")], line) == .terminatorInValue)
    #expect(outbox.count == 0)
    #expect(outbox.values == [])
    #expect(outbox.write([.text("a\nb")], line) == nil)
    #expect(outbox.text == "a\nb\n")
  }

  @Test func `an abandoned frame was never begun`() {
    var outbox = Outbox()
    #expect(outbox.write([.text("kept")], line) == nil)
    outbox.openFrame(limit: 10)
    outbox.appendText(Array("lost".utf8))
    outbox.abandonFrame()
    #expect(outbox.text == "kept\n")
  }

  @Test func `a value is changed in place, read, and replaced`() {
    var outbox = Outbox()
    #expect(outbox.write([.text("kept")], line) == nil)
    outbox.openFrame(limit: 10)
    outbox.appendText(Array("x=".utf8))
    let start = outbox.frameCount
    outbox.appendValue(Array("abc".utf8).span)
    outbox.withValue(from: start) { bytes in
      for index in 0..<bytes.count { bytes[index] &= 0xdf }
    }
    #expect(outbox.value(from: start) == Array("ABC".utf8))
    #expect(outbox.value(from: outbox.frameCount).isEmpty)
    outbox.dropValue(from: start)
    outbox.appendValue(UInt8(ascii: "3"))
    outbox.endValue(from: start, checked: false)
    #expect(outbox.values == [2..<3])
    #expect(outbox.close(line) == nil)
    #expect(outbox.text == "kept\nx=3\n")
  }

  @Test func `an empty value and a checked one are not remembered`() {
    var outbox = Outbox()
    outbox.openFrame(limit: 10)
    outbox.endValue(from: 0, checked: false)
    outbox.appendValue(UInt8(ascii: "a"))
    outbox.endValue(from: 0, checked: true)
    #expect(outbox.values == [])
  }

  @Test func `a released outbox starts again`() {
    var outbox = Outbox()
    #expect(outbox.write([.text("lost")], line) == nil)
    outbox.release()
    #expect(outbox.count == 0)
    #expect(outbox.bytes.capacity == 0)
    #expect(outbox.write([.text("next")], line) == nil)
    #expect(outbox.text == "next\n")
  }
}

extension Outbox {
  var text: String { bytes.text }
}

extension ByteBuffer {
  var text: String { String(decoding: copy(from: 0), as: UTF8.self) }
}

@Suite struct ValueRangesTests {
  @Test(arguments: 0...10) func `ranges stay in their order, however many there are`(count: Int) {
    let expected = (0..<count).map { $0 * 10..<$0 * 10 + 5 }
    var ranges = ValueRanges([7..<9, 7..<9, 7..<9, 7..<9, 7..<9, 7..<9])
    ranges.removeAll()
    #expect(ranges.count == 0)
    for range in expected { ranges.append(range) }
    let held = (0..<ranges.count).map { ranges[$0] }
    #expect(held == expected)
  }
}
