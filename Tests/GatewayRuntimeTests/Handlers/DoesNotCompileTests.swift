import Testing

/// What a handler cannot do wrong, because it does not build.
///
/// Each wrong handler stands beside a twin that does the same thing right and builds, so that a case
/// never fails for a reason of its own.
@Suite struct DoesNotCompileTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let wrong: String
    /// Part of what the compiler says of `wrong`.
    let diagnostic: String
    let right: String
  }

  @Test(arguments: [forgetful, halfDrained, reading, closingTwice, neverClosing])
  func `a handler that does not pay and close once does not build`(handler: Case) async throws {
    try await DoesNotCompileTests.check(handler)
  }

  @Test func `W16: a handler that throws does not build`() async throws {
    try await DoesNotCompileTests.check(DoesNotCompileTests.throwing)
  }

  @Test(arguments: [keeping, escaping, reaching, pretending, reviving])
  func `a handler that keeps its stream beyond its scope does not build`(handler: Case) async throws {
    try await DoesNotCompileTests.check(handler)
  }

  private static func check(_ handler: Case) async throws {
    let twin = try await HandlerCompiler.compile(handler.right)
    #expect(twin.builds, "\(twin.diagnostics)")
    let wrong = try await HandlerCompiler.compile(handler.wrong)
    #expect(!wrong.builds)
    #expect(wrong.diagnostics.contains("error: \(handler.diagnostic)"), "\(wrong.diagnostics)")
  }
}

// MARK: - Paying and closing

extension DoesNotCompileTests {
  static let forgetful = Case(
    testDescription: "writes without draining",
    wrong: """
      let owing = conversation.write([1])
      return await conversation.close(.serverClose)
      """,
    diagnostic: "'conversation' consumed more than once",
    right: """
      let owing = conversation.write([1])
      return await owing.drain().close(.serverClose)
      """)

  static let halfDrained = Case(
    testDescription: "closes while bytes are owed",
    wrong: """
      var owing = conversation.write([1])
      await owing.drain(to: Owing.lowWater)
      return await owing.close(.serverClose)
      """,
    diagnostic: "value of type 'Owing' has no member 'close'",
    right: """
      var owing = conversation.write([1])
      await owing.drain(to: Owing.lowWater)
      return await owing.drain().close(.serverClose)
      """)

  static let reading = Case(
    testDescription: "reads while bytes are owed",
    wrong: """
      let owing = conversation.write([1])
      _ = await owing.read()
      return await owing.drain().close(.serverClose)
      """,
    diagnostic: "value of type 'Owing' has no member 'read'",
    right: """
      let owing = conversation.write([1])
      var paid = await owing.drain()
      _ = await paid.read()
      return await paid.close(.serverClose)
      """)

  static let closingTwice = Case(
    testDescription: "closes twice",
    wrong: """
      _ = await conversation.close(.serverClose)
      return await conversation.close(.serverClose)
      """,
    diagnostic: "'conversation' consumed more than once",
    right: """
      return await conversation.close(.serverClose)
      """)

  static let neverClosing = Case(
    testDescription: "returns without closing",
    wrong: """
      var conversation = conversation
      guard case .bytes = await conversation.read() else { return }
      return await conversation.close(.serverClose)
      """,
    diagnostic: "cannot convert value of type '()' to closure result type 'Closed'",
    right: """
      var conversation = conversation
      guard case .bytes = await conversation.read() else { return await conversation.close(.clientFin) }
      return await conversation.close(.serverClose)
      """)
}

extension DoesNotCompileTests {
  static let throwing = Case(
    testDescription: "throws",
    wrong: """
      if keeper.link == nil { throw Errno.invalid }
      return await conversation.close(.serverClose)
      """,
    diagnostic: "invalid conversion from throwing function",
    right: """
      if keeper.link == nil { return await conversation.close(.internalError) }
      return await conversation.close(.serverClose)
      """)
}

// MARK: - Keeping

extension DoesNotCompileTests {
  static let keeping = Case(
    testDescription: "puts its conversation away",
    wrong: """
      keeper.kept = consume conversation
      return await conversation.close(.serverClose)
      """,
    diagnostic: "'conversation' consumed more than once",
    right: """
      keeper.kept = nil
      return await conversation.close(.serverClose)
      """)

  static let escaping = Case(
    testDescription: "lets a closure that outlives it have the conversation",
    wrong: """
      keeper.later = { _ = await conversation.close(.serverClose) }
      return await conversation.close(.serverClose)
      """,
    diagnostic: "noncopyable 'conversation' cannot be consumed when captured by an escaping closure",
    right: """
      keeper.later = {}
      return await conversation.close(.serverClose)
      """)

  static let reaching = Case(
    testDescription: "reaches for the stream itself",
    wrong: """
      keeper.stream = conversation.link.stream
      return await conversation.close(.serverClose)
      """,
    diagnostic: "'link' is inaccessible due to 'internal' protection level",
    right: """
      keeper.stream = nil
      return await conversation.close(.serverClose)
      """)

  static let pretending = Case(
    testDescription: "puts its conversation away and makes an end of its own",
    wrong: """
      keeper.kept = consume conversation
      return Closed(.serverClose)
      """,
    diagnostic: "'Closed' initializer is inaccessible due to 'fileprivate' protection level",
    right: """
      let closed = await conversation.close(.serverClose)
      return closed
      """)

  static let reviving = Case(
    testDescription: "makes a second conversation of a link",
    wrong: """
      keeper.kept = keeper.link.map { Conversation($0) }
      return await conversation.close(.serverClose)
      """,
    diagnostic: "'Conversation' initializer is inaccessible due to 'internal' protection level",
    right: """
      keeper.link = nil
      return await conversation.close(.serverClose)
      """)
}
