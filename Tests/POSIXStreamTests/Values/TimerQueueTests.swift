import POSIXStream
import TestSupport
import Testing

@Suite struct TimerQueueTests {
  /// The queue as anybody would write it first.
  private struct NaiveQueue {
    var deadlines: [Int: Moment] = [:]

    var next: Moment { deadlines.values.min() ?? .never }

    mutating func set(_ owner: Int, to deadline: Moment) {
      deadlines[owner] = deadline == .never ? nil : deadline
    }
  }

  @Test(arguments: 0..<20)
  func `answers as a list that is searched does`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var queue = TimerQueue()
    var model = NaiveQueue()
    for _ in 0..<2_000 {
      step(&queue, &model, &random)
      #expect(queue.next == model.next)
      #expect(queue.count == model.deadlines.count)
    }
    for owner in 0..<60 { #expect(queue.deadline(of: owner) == model.deadlines[owner] ?? .never) }
  }

  private func step(_ queue: inout TimerQueue, _ model: inout NaiveQueue, _ random: inout SeededGenerator) {
    let owner = Int.random(in: 0..<50, using: &random)
    let moment = Moment(nanoseconds: Int64.random(in: 0..<100, using: &random))
    switch Int.random(in: 0..<10, using: &random) {
    case 0...5:
      queue.set(owner, to: moment)
      model.set(owner, to: moment)
    case 6, 7:
      queue.set(owner, to: .never)
      model.set(owner, to: .never)
    default:
      let popped = queue.popExpired(at: moment)
      #expect((popped == nil) == (model.next > moment))
      guard let popped else { return }
      #expect(model.deadlines[popped] == model.next)
      model.set(popped, to: .never)
    }
  }

  @Test func `gives owners back in the order of their deadlines`() {
    var random = SeededGenerator(seed: 9)
    var queue = TimerQueue()
    let deadlines = (0..<10_000).map { _ in Moment(nanoseconds: Int64.random(in: 0...Int64.max - 1, using: &random)) }
    for (owner, deadline) in deadlines.enumerated() { queue.set(owner, to: deadline) }
    var popped: [Moment] = []
    while let owner = queue.popExpired(at: Moment(nanoseconds: .max - 1)) { popped.append(deadlines[owner]) }
    #expect(popped == deadlines.sorted())
  }

  @Test func `an owner that nobody set has no deadline`() {
    var queue = TimerQueue()
    queue.set(3, to: .never)
    #expect(queue.deadline(of: 3) == .never)
    #expect(queue.deadline(of: 1_000) == .never)
    #expect(queue.next == .never)
    #expect(queue.popExpired(at: Moment(nanoseconds: .max - 1)) == nil)
  }
}
