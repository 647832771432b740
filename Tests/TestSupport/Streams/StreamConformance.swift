import POSIXStream
import Testing

/// One thing that every byte stream does, whatever it is made of.
///
/// The behaviours are a list rather than test functions so that a stream made elsewhere, in another
/// test target, is held to the same ones.
package struct StreamConformance: Sendable, CustomTestStringConvertible {
  package let testDescription: String
  private let needsReset: Bool
  private let body: @Sendable (isolated LoopActor, StreamMaker) async throws -> Void

  private init(
    _ testDescription: String, needsReset: Bool,
    _ body: @escaping @Sendable (isolated LoopActor, StreamMaker) async throws -> Void
  ) {
    self.testDescription = testDescription
    self.needsReset = needsReset
    self.body = body
  }

  /// A behaviour of two connected ends, which are closed afterwards.
  init(
    _ testDescription: String, isSmall: Bool = false, needsReset: Bool = false,
    pair body: @escaping @Sendable (isolated LoopActor, StreamPair) async throws -> Void
  ) {
    self.init(testDescription, needsReset: needsReset) { actor, maker in
      let pair = try await maker.pair(actor, isSmall)
      defer { pair.close() }
      try await body(actor, pair)
    }
  }

  package func run(on actor: isolated LoopActor, with maker: StreamMaker) async throws {
    guard maker.hasReset || !needsReset else { return }
    try await body(actor, maker)
    #expect(actor.loop.gateCount == 0, "a closed stream gives its gate back")
  }

  package static let all = bytes + endings + failures + clogs + wakes
}
