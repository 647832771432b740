import Framing
import TestSupport
import Testing

@Suite struct ByteBufferTests {
  @Test func `bytes leave in the order in which they came`() {
    var buffer = ByteBuffer()
    buffer.append(Array("hello ".utf8))
    buffer.append(UInt8(ascii: "w"))
    buffer.append(Array("orld".utf8).span)
    buffer.consume(4)
    #expect(buffer.text == "o world")
    #expect(buffer[0] == UInt8(ascii: "o"))
    #expect(buffer[6] == UInt8(ascii: "d"))
    buffer.truncate(to: 3)
    #expect(buffer.text == "o w")
    buffer.truncate(to: 0)
    #expect(buffer.count == 0)
  }

  @Test func `an empty buffer holds no memory and can be asked anything`() {
    var buffer = ByteBuffer()
    #expect(buffer.capacity == 0)
    #expect(buffer.withBytes { $0.count } == 0)
    #expect(buffer.withMutableBytes { $0.count } == 0)
    #expect(buffer.copy(from: 0).isEmpty)
    let contains = buffer.contains(0, in: 0..<10)
    #expect(!contains)
    buffer.append([])
    buffer.insertZeros(0, at: 0)
    buffer.consume(0)
    buffer.release()
    #expect(buffer.capacity == 0)
  }

  @Test func `a gap opens in front of a byte`() {
    var buffer = ByteBuffer()
    buffer.append(Array("xabc".utf8))
    buffer.consume(1)
    buffer.insertZeros(2, at: 1)
    #expect(buffer.copy(from: 0) == [97, 0, 0, 98, 99])
    buffer.insert([1, 2], at: 0)
    buffer.insert([3], at: buffer.count)
    #expect(buffer.copy(from: 0) == [1, 2, 97, 0, 0, 98, 99, 3])
  }

  @Test func `a byte is looked for in a range, as far as there are bytes`() {
    var buffer = ByteBuffer()
    buffer.append(Array("xabcabc".utf8))
    buffer.consume(1)
    let answers = [0..<2, 0..<3, 3..<5, 5..<90].map { buffer.contains(UInt8(ascii: "c"), in: $0) }
    #expect(answers == [false, true, false, true])
  }

  @Test func `free memory is lent and kept as far as it was filled`() {
    var buffer = ByteBuffer()
    buffer.append(Array("ab".utf8))
    buffer.fill(atLeast: 1000) { free in
      free[0] = UInt8(ascii: "c")
      return free.count >= 1000 ? 1 : 0
    }
    #expect(buffer.text == "abc")
    buffer.fill(atLeast: 0) { _ in 0 }
    #expect(buffer.text == "abc")
  }

  /// What a queue of bytes is, said with an array.
  @Test(arguments: 0..<20) func `any mixture of calls leaves what an array would hold`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var buffer = ByteBuffer()
    var model: [UInt8] = []
    for _ in 0..<500 {
      let bytes = generator.bytes(Int.random(in: 0...300, using: &generator), from: Array(0...255))
      let place = Int.random(in: 0...model.count, using: &generator)
      switch UInt8.random(in: 0..<6, using: &generator) {
      case 0:
        buffer.append(bytes)
        model += bytes
      case 1, 2:
        buffer.consume(place)
        model.removeFirst(place)
      case 3:
        buffer.insert(bytes, at: place)
        model.insert(contentsOf: bytes, at: place)
      case 4:
        buffer.truncate(to: place)
        model.removeSubrange(place...)
      default:
        buffer.fill(atLeast: bytes.count) { free in
          for index in bytes.indices { free[index] = bytes[index] }
          return bytes.count
        }
        model += bytes
      }
      let held = buffer.copy(from: 0)
      #expect(held == model)
    }
  }

  @Test func `memory settles at twice the content, however long bytes pass through`() {
    var buffer = ByteBuffer()
    buffer.append(Array(repeating: 7, count: 1000))
    for _ in 0..<10_000 {
      buffer.append(Array(repeating: 8, count: 10))
      buffer.consume(10)
    }
    #expect(buffer.count == 1000)
    #expect(buffer.capacity <= 2 * 1010)
  }

  @Test func `bytes that arrive one at a time do not each move those before them`() {
    var buffer = ByteBuffer()
    var (moves, capacity) = (0, 0)
    for _ in 0..<20_000 {
      buffer.fill(atLeast: 16 * 1024) { _ in 1 }
      if buffer.capacity != capacity { (moves, capacity) = (moves + 1, buffer.capacity) }
    }
    #expect(buffer.count == 20_000)
    #expect(moves <= 30)
  }
}
