/// Where values stand in a frame, in ascending order. The first few need no memory of their own:
/// most replies have no more.
package struct ValueRanges: ~Copyable {
  private var near: InlineArray<4, Range<Int>> = .init(repeating: 0..<0)
  private var far: [Range<Int>] = []
  package private(set) var count = 0

  package init(_ ranges: [Range<Int>] = []) {
    for range in ranges { append(range) }
  }

  package var isEmpty: Bool { count == 0 }

  package subscript(_ index: Int) -> Range<Int> {
    index < near.count ? near[index] : far[index - near.count]
  }

  package mutating func append(_ range: Range<Int>) {
    if count < near.count { near[count] = range } else { far.append(range) }
    count += 1
  }

  package mutating func removeAll() {
    if count > near.count { far.removeAll(keepingCapacity: true) }
    count = 0
  }
}
