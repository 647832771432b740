import Testing

@testable import Framing

/// The memory behind a buffer's last byte, as texts of every length fill it.
@Suite struct FreeSpaceTests {
  private static let text = (0..<100).map { UInt8($0) }

  @Test(arguments: 0...70)
  func `holds texts of any length one behind the other`(length: Int) {
    // What is read begins at no round address, and neither does what is written.
    for (start, before) in [(0, 0), (1, 3), (7, 1), (13, 8)] {
      let text = Self.text[start..<start + length]
      var buffer = ByteBuffer()
      buffer.append([UInt8](repeating: 0xee, count: before))
      buffer.append(count: 2 * length + 1) { space in
        space.append(Self.text.span.extracting(start..<start + length))
        space.append(Self.text.span.extracting(99..<100))
        #expect(space.count == length)
        space.append(Self.text.span.extracting(start..<start + length))
      }
      #expect(buffer.copy(from: 0) == [UInt8](repeating: 0xee, count: before) + text + [99] + text)
    }
  }

  @Test func `takes no more than it has room for`() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append(count: 3) { space in
        space.append([1, 2].span)
        space.append([3, 4].span)
      }
    }
  }

  @Test func `is filled to its end`() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append(count: 3) { $0.append([1, 2].span) }
    }
  }

  @Test func `what is forgotten leaves the memory where it is worth keeping`() {
    var buffer = ByteBuffer()
    buffer.append(Self.text)
    let capacity = buffer.capacity
    buffer.clear(keeping: capacity)
    #expect(buffer.count == 0)
    #expect(buffer.capacity == capacity)
    buffer.append(Self.text)
    buffer.clear(keeping: capacity - 1)
    #expect(buffer.count == 0)
    #expect(buffer.capacity == 0)
  }
}
