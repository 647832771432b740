import POSIXStream
import TestSupport
import Testing

@Suite struct StreamConformanceTests {
  @Test(arguments: StreamMaker.all, StreamConformance.all)
  func `every kind of stream behaves alike`(maker: StreamMaker, behaviour: StreamConformance) async throws {
    try await withEventLoop(clock: SystemClock.shared) { try await behaviour.run(on: $0, with: maker) }
  }
}
