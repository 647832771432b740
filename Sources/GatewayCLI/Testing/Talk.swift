import Framing
import GatewayRuntime
import RouteFile
import Routing

/// One run of a test in one chunking: what is sent, and whether what comes is what the test expects.
struct Talk {
  let test: TestCase
  let wrappings: Wrappings
  let chunking: Chunking
  let connection: RehearsedConnection
  /// What each step sends on the wire, and which steps end our stream: found out by the run as written, since only
  /// the state that reads a frame says how it is wrapped.
  var wire: Wire
  /// Where in what was received the expectations so far may end: several where a route wraps in several ways.
  var positions = [0]

  struct Wire: Sendable {
    var bytes: [Int: [UInt8]] = [:]
    var endings: Set<Int> = []
  }

  /// Whether an expectation waits until the gateway gives up waiting for us.
  var isPatient = true

  /// Moments that a step waits for at most, before nothing can be said to come any more.
  private static let longestWait = 10_000

  init(
    _ test: TestCase, _ wrappings: Wrappings, _ chunking: Chunking, _ connection: RehearsedConnection,
    wire: Wire = Wire()
  ) {
    self.test = test
    self.wrappings = wrappings
    self.chunking = chunking
    self.connection = connection
    self.wire = wire
  }

  /// Nothing where everything came as expected.
  mutating func run() -> TestFailure? {
    var index = 0
    while index < test.steps.count {
      let step = test.steps[index]
      if chunking != .asWritten, step.action.isSend {
        index = sendGroup(from: index)
      } else {
        if let failure = perform(index) { return failure }
        index += 1
      }
    }
    let isComplete = positions.contains(connection.received.count)
    return isComplete ? nil : failure(.more, at: test.steps.count - 1, expecting: test.steps.count)
  }

  mutating func perform(_ index: Int) -> TestFailure? {
    switch test.steps[index].action {
    case .send(let bytes): return send(bytes, index)
    case .sendFrame(let text): return sendFrame(text, index)
    case .halfClose:
      wire.endings.insert(index)
      connection.halfClose()
      return nil
    case .wait(let duration):
      connection.pass(duration)
      return nil
    case .expect, .expectMatch, .expectFrame, .expectFrameMatch, .closed, .reset: return expect(index)
    }
  }
}

// MARK: - What is sent

extension Talk {
  private mutating func send(_ bytes: [UInt8], _ index: Int) -> TestFailure? {
    guard wire.endings.isEmpty else { return failure(.sentAfterEnd, at: index) }
    wire.bytes[index] = bytes
    connection.send(bytes)
    return nil
  }

  /// A frame is sent once the gateway reads again: until then nobody knows by which framing it will.
  private mutating func sendFrame(_ text: [UInt8], _ index: Int) -> TestFailure? {
    var waits = 0
    while !connection.isReading, connection.end == nil, waits < Talk.longestWait, connection.passTime() { waits += 1 }
    let framing = connection.reading
    guard let bytes = FrameText.request(text, readBy: framing) else { return failure(.unsendable, at: index) }
    if let failure = send(bytes, index) { return failure }
    guard framing.kind == .eof else { return nil }
    wire.endings.insert(index)
    connection.halfClose()
    return nil
  }

  /// Everything up to the next expectation or wait, in pieces.
  private func sendGroup(from first: Int) -> Int {
    let group = test.steps[first...].prefix { $0.action.isSend }.indices
    for piece in chunking.pieces(of: group.flatMap { wire.bytes[$0] ?? [] }) { connection.send(piece) }
    if !wire.endings.isDisjoint(with: group) { connection.halfClose() }
    return group.upperBound
  }

  /// The most bytes that are sent between two expectations.
  var longestGroup: Int {
    var longest = 0
    var current = 0
    for (index, step) in test.steps.enumerated() {
      current = step.action.isSend ? current + (wire.bytes[index]?.count ?? 0) : 0
      longest = max(longest, current)
    }
    return longest
  }
}

// MARK: - What is expected

extension Talk {
  private enum Attempt {
    case met([Int])
    /// More may come that makes it good.
    case open
    case impossible
  }

  mutating func expect(_ index: Int) -> TestFailure? {
    let action = test.steps[index].action
    for _ in 0..<Talk.longestWait {
      switch attempt(action) {
      case .met(let positions):
        self.positions = positions
        return nil
      case .impossible: return failure(.other, at: index)
      case .open: break
      }
      if let end = connection.end { return failure(.ended(end), at: index) }
      // The end of a stream is no answer to somebody who waits: it comes at once, or behind a delay.
      if action.isEnd, connection.isReading { return failure(.staysOpen, at: index) }
      guard isPatient ? connection.passTime() : connection.passTimeBeforeIdle() else { break }
    }
    return failure(.nothing, at: index)
  }

  private func attempt(_ action: TestCase.Action) -> Attempt {
    switch action {
    case .expect(let bytes): attempt([bytes])
    case .expectFrame(let text): attempt(wrappings.encodings(of: text))
    case .expectMatch(let pattern): attempt { rest in pattern.matches(Array(rest)) ? [rest.count] : nil }
    case .expectFrameMatch(let pattern): attempt { frameCounts(of: $0, pattern) }
    case .closed: attempt(end: .closed)
    case .reset: attempt(end: .reset)
    case .send, .sendFrame, .halfClose, .wait: .met(positions)
    }
  }

  private func attempt(_ candidates: [[UInt8]]) -> Attempt {
    var met: [Int] = []
    var isOpen = false
    for position in positions {
      let rest = connection.received[position...]
      for candidate in candidates {
        if rest.starts(with: candidate) { met.append(position + candidate.count) }
        isOpen = isOpen || candidate.starts(with: rest)
      }
    }
    return met.isEmpty ? (isOpen ? .open : .impossible) : .met(met)
  }

  /// - Parameter counts: how many bytes the expectation may take, nothing where more must come first; empty where it
  ///   can never be met.
  private func attempt(_ counts: (ArraySlice<UInt8>) -> [Int]?) -> Attempt {
    var met: [Int] = []
    var isOpen = false
    for position in positions {
      let rest = connection.received[position...]
      guard !rest.isEmpty, let counts = counts(rest) else {
        isOpen = true
        continue
      }
      met += counts.map { position + $0 }
    }
    return met.isEmpty ? (isOpen ? .open : .impossible) : .met(met)
  }

  private func frameCounts(of rest: ArraySlice<UInt8>, _ pattern: Pattern) -> [Int]? {
    let frames = wrappings.frames(at: rest, among: connection.wrapped)
    let met = frames.filter { pattern.matches($0.content) }.map(\.count)
    let mayGrow = frames.allSatisfy(\.isOpen) && connection.end == nil
    return met.isEmpty && mayGrow ? nil : met
  }

  private func attempt(end: RehearsedConnection.End) -> Attempt {
    guard positions.contains(connection.received.count) else { return .impossible }
    guard let found = connection.end else { return .open }
    return found == end ? .met([connection.received.count]) : .impossible
  }
}

extension TestCase.Action {
  var isSend: Bool {
    switch self {
    case .send, .sendFrame, .halfClose: true
    default: false
    }
  }

  var isEnd: Bool {
    switch self {
    case .closed, .reset: true
    default: false
    }
  }
}

extension Pattern {
  /// Whether the whole of some bytes is so, with nothing known of any connection.
  func matches(_ bytes: [UInt8]) -> Bool {
    matches(bytes.span, contentOffset: nil, bindings: nil) { _ in nil }
  }
}
