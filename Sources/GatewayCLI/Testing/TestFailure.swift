import GatewayRuntime
import RouteFile
import Routing

/// Why a test failed, and where.
struct TestFailure: Sendable {
  /// The step in question.
  var place: Place
  var chunking: Chunking
  var cause: Cause
  /// How the connection ended, where it had by then.
  var end: RehearsedConnection.End?
  /// Why it did.
  var reason: CloseReason?
  var diff: [DiffLine]

  enum Cause: Equatable, Sendable {
    /// Something else came.
    case other
    /// It did not come, and nothing is due any more.
    case nothing
    case ended(RehearsedConnection.End)
    case staysOpen
    /// More came behind the last expectation.
    case more
    /// Everything was met, and yet other bytes came than in the run as written.
    case difference
    case unsendable
    case sentAfterEnd
  }

  /// Lower case, no full stop.
  var message: String {
    let ending = reason.map { " (\($0.rawValue))" } ?? ""
    return switch cause {
    case .other: "something else came than was expected\(untimelyEnd)"
    case .nothing: "this did not come, and nothing is due any more"
    case .ended(.closed): "this did not come: the gateway closed the connection\(ending)"
    case .ended(.reset): "this did not come: the gateway reset the connection\(ending)"
    case .staysOpen: "the connection stays open; for a timeout, `wait` for it first"
    case .more: "more came than was expected\(untimelyEnd)"
    case .difference: "other bytes came than in the run as written"
    case .unsendable: "the framing that is read here cannot express this frame"
    case .sentAfterEnd: "nothing can be sent after the end of our stream"
    }
  }

  /// The end of the connection that nobody wanted.
  private var untimelyEnd: String {
    guard let end, let reason, !reason.isOrderly else { return "" }
    return "; the gateway \(end == .closed ? "closed" : "reset") the connection (\(reason.rawValue))"
  }
}

extension Talk {
  /// - Parameter first: the step from which on the expectations are compared with what came.
  func failure(_ cause: TestFailure.Cause, at index: Int, expecting first: Int? = nil) -> TestFailure {
    TestFailure(
      place: test.steps[index].place, chunking: chunking, cause: cause, end: connection.end,
      diff: diff(from: first ?? index, cause))
  }

  private func diff(from first: Int, _ cause: TestFailure.Cause) -> [DiffLine] {
    let context = test.steps[max(0, first - 3)..<first].map { DiffLine(" ", $0.action.line) }
    if cause == .unsendable || cause == .sentAfterEnd {
      return context + [DiffLine("-", test.steps[first].action.line)]
    }
    let steps = test.steps[first...].prefix { $0.action.isExpectation }
    let isRaw = test.steps.contains { $0.action.isRaw }
    return context + LineDiff.lines(from: steps.flatMap(\.action.expectedLines), to: receivedLines(raw: isRaw))
  }

  /// What came behind the expectations that were met.
  private func receivedLines(raw: Bool) -> [ReceivedLine] {
    let rest = connection.received[(positions.max() ?? 0)...]
    var lines = raw ? ReceivedLine.raw(rest) : frameLines(rest)
    if let end = connection.end { lines.append(ReceivedLine(end == .closed ? "closed" : "reset")) }
    return lines
  }

  /// - Parameter marking: whether what is no whole frame is marked as such.
  func frameLines(_ bytes: ArraySlice<UInt8>, marking: Bool = true) -> [ReceivedLine] {
    let (frames, rest) = wrappings.split(bytes)
    let lines = frames.map { ReceivedLine(TestCase.Action.expectFrame($0).line, content: $0) }
    let mark = marking ? "   # no whole frame" : ""
    return rest.isEmpty ? lines : lines + [ReceivedLine("< \(EscapedText.render(Array(rest)))\(mark)")]
  }

  /// The difference between all that came and all that came before.
  func difference(from before: [UInt8]) -> TestFailure {
    let then = ReceivedLine.raw(before[...]).map { ExpectedLine($0.text) }
    return TestFailure(
      place: test.place, chunking: chunking, cause: .difference,
      diff: LineDiff.lines(from: then, to: ReceivedLine.raw(connection.received[...])))
  }
}

extension TestCase.Action {
  /// As the test writes it.
  var line: String {
    switch self {
    case .send(let bytes): "send: \"\(EscapedText.render(bytes))\""
    case .sendFrame(let text): TestCase.Action.marked(">", text)
    case .halfClose: "half_close"
    case .expect(let bytes): "expect: \"\(EscapedText.render(bytes))\""
    case .expectMatch(let pattern): "expect_match: \(EscapedText.render(pattern.text))"
    case .expectFrame(let text): TestCase.Action.marked("<", text)
    case .expectFrameMatch(let pattern): TestCase.Action.marked("<~", pattern.text)
    case .closed: "closed"
    case .reset: "reset"
    case .wait(let duration): "wait \(DurationText.render(duration))"
    }
  }

  private static func marked(_ mark: String, _ text: [UInt8]) -> String {
    text.isEmpty ? mark : "\(mark) \(EscapedText.render(text))"
  }

  var isRaw: Bool {
    switch self {
    case .expect, .expectMatch: true
    default: false
    }
  }

  var expectedLines: [ExpectedLine] {
    switch self {
    case .expect(let bytes): ReceivedLine.raw(bytes[...]).map { ExpectedLine($0.text) }
    case .expectFrameMatch(let pattern): [ExpectedLine(line) { $0.content.map { pattern.matches($0) } ?? false }]
    default: [ExpectedLine(line)]
    }
  }
}
