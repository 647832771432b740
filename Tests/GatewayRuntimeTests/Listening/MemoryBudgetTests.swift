import Framing
import POSIXStream
import Routing
import Synchronization
import Testing

@testable import GatewayRuntime

/// When memory is short, and how often that is looked at.
@Suite struct MemoryBudgetTests {
  /// A process of any size.
  private final class Source: MemorySource {
    private let size = Atomic<Int>(0)
    private let readings = Atomic<Int>(0)
    private let trimmings = Atomic<Int>(0)

    init(_ size: Int) { self.size.store(size, ordering: .relaxed) }

    var readingCount: Int { readings.load(ordering: .relaxed) }
    var trimCount: Int { trimmings.load(ordering: .relaxed) }

    func set(_ size: Int) { self.size.store(size, ordering: .relaxed) }

    func resident() -> Int {
      readings.wrappingAdd(1, ordering: .relaxed)
      return size.load(ordering: .relaxed)
    }

    func trim() { trimmings.wrappingAdd(1, ordering: .relaxed) }
  }

  private static func at(_ milliseconds: Int64) -> Moment { Moment(nanoseconds: milliseconds * 1_000_000) }

  @Test(arguments: [
    (0, MemoryBudget.Pressure.none), (8000, .none), (8001, .tight), (9000, .tight), (9001, .critical),
    (.max, .critical),
  ])
  func `memory is short above the limit, and very short an eighth above it`(
    resident: Int, pressure: MemoryBudget.Pressure
  ) {
    let budget = MemoryBudget(limit: 8000, source: Source(resident))
    #expect(budget.pressure(for: 0, at: Self.at(0)) == pressure)
  }

  @Test func `without a limit nobody looks`() {
    let source = Source(.max)
    #expect(MemoryBudget(limit: nil, source: source).pressure(for: 1 << 40, at: Self.at(0)) == .none)
    #expect(source.readingCount == 0)
  }

  @Test func `the size is read every 50 ms at most, however many ask`() {
    let source = Source(1)
    let budget = MemoryBudget(limit: 8000, source: source)
    for millisecond in 0..<200 {
      for _ in 0..<10 { #expect(budget.pressure(for: 64, at: Self.at(Int64(millisecond))) == .none) }
    }
    #expect(source.readingCount == 4)
    source.set(9001)
    #expect(budget.pressure(for: 64, at: Self.at(199)) == .none)
    #expect(budget.pressure(for: 64, at: Self.at(200)) == .critical)
    source.set(1)
    #expect(budget.pressure(for: 64, at: Self.at(250)) == .none)
  }

  @Test func `a burst is noticed before the 50 ms are over`() {
    let source = Source(1)
    let budget = MemoryBudget(limit: 8000, source: source)
    #expect(budget.pressure(for: 0, at: Self.at(0)) == .none)
    source.set(9001)
    let pressures = (0..<4).map { _ in budget.pressure(for: 1 << 20, at: Self.at(1)) }
    #expect(pressures == [.none, .none, .none, .critical])
  }

  @Test func `what is not in use is given back, at most once in a second`() {
    let source = Source(9001)
    let budget = MemoryBudget(limit: 8000, source: source)
    for millisecond in 0..<2000 { _ = budget.pressure(for: 64, at: Self.at(Int64(millisecond))) }
    #expect(source.trimCount == 2)
  }

  @Test func `the end of a crowd gives memory back`() throws {
    let source = Source(1)
    let admission = Admission(
      routes: 1, processLimit: 5000, budget: MemoryBudget(limit: 8000, source: source))
    let route = Route.answering("") { $0.limits.connections = nil }
    let passes = try (0..<4000).map { _ in
      try admission.admit(SocketAddress(ip: [10, 0, 0, 1], port: 1), to: route, index: 0).get()
    }
    for pass in passes { admission.leave(pass) }
    #expect(source.trimCount == 4, "at 2000, 1000, 500 and 250 that are left")
  }

  @Test(arguments: [
    (MemoryBudget.Pressure.none, 100_000, true), (.tight, 60_000, true), (.tight, 70_000, false),
    (.critical, 1000, false),
  ])
  func `who waits with bytes in hand keeps them while there is memory`(
    pressure: MemoryBudget.Pressure, size: Int, isAllowed: Bool
  ) {
    let resident = [MemoryBudget.Pressure.none: 1, .tight: 8001, .critical: 9001][pressure] ?? 0
    let pool = BufferPool(budget: MemoryBudget(limit: 8000, source: Source(resident)))
    let buffers = pool.take()
    buffers.inbox.reserve(size)
    #expect(pool.allowsKeeping(buffers, at: Self.at(0)) == isAllowed)
  }
}
