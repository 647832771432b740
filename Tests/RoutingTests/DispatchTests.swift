import Framing
import Glibc
import Routing
import TestSupport
import Testing

/// Rules found through `Dispatch` against rules tried one after the other.
struct DispatchTests {
  /// Frames in all. `make test-long` sets the figure for a long run.
  private static let frames = Int(environment("GATEWAY_TEST_FRAMES") ?? "") ?? 20_000
  private static let framesOfRules = 100

  private static func environment(_ name: String) -> String? {
    // SAFETY: no test changes the environment, and getenv(3) gives a string that stays.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  @Test(arguments: 0..<4)
  func `finds the rule and the captures that trying in order finds`(seed: UInt64) throws {
    var sketch = RuleSketch(seed: seed)
    var matches = 0
    for _ in 0..<(Self.frames / Self.framesOfRules / 4) {
      let (state, slots) = try sketch.state()
      for _ in 0..<Self.framesOfRules {
        let frame = sketch.frame()
        let found = try Self.find(frame, in: state, slots: slots)
        let expected = try Self.findInOrder(frame, in: state, slots: slots)
        matches += expected.rule == nil ? 0 : 1
        guard found != expected else { continue }
        Issue.record("\(String(decoding: frame, as: UTF8.self)): \(found), not \(expected)")
        return
      }
    }
    #expect(matches > Self.frames / 4 / 4)
  }

  private struct Found: Equatable {
    var rule: Int?
    var captures: [[UInt8]] = []
  }

  private static func find(_ frame: [UInt8], in state: State, slots: Int) throws -> Found {
    var candidates = state.dispatch.candidates(for: frame.span)
    while let rule = state.dispatch.next(&candidates) {
      if let found = try take(frame, rule, of: state, slots: slots) { return found }
    }
    return Found()
  }

  private static func findInOrder(_ frame: [UInt8], in state: State, slots: Int) throws -> Found {
    for rule in state.rules.indices {
      if let found = try take(frame, rule, of: state, slots: slots) { return found }
    }
    return Found()
  }

  /// What the rule captures, where it takes the frame.
  private static func take(_ frame: [UInt8], _ rule: Int, of state: State, slots: Int) throws -> Found? {
    let bindings = Bindings(slots: slots, variables: 0)
    var scope = FixedScope(bytes: frame)
    scope.bindings = bindings
    var outbox = Outbox()
    guard try state.rules[rule].accepts(frame.span, contentOffset: 0, outbox: &outbox, scope: scope) else { return nil }
    return Found(rule: rule, captures: (0..<slots).map { bindings.value(of: $0, content: frame.span) })
  }
}

/// Rules and frames of a few letters, so that they meet.
private struct RuleSketch {
  private var random: SeededGenerator
  private static let texts = ["a", "b", "A", "ab", "ba", "aB", " ", "aa ", "b a", "1", "<lt>"]
  private static let placeholders = [
    "<x>", "<x:word>", "<x:rest>", "<x:int>", "<y:int 1..11>", "<_>", "<y:a|ab|b>", "<x:Ab|1>", "<y:alpha>",
    "<x:bytes 2>",
  ]

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func state() throws -> (State, slots: Int) {
    var slots = 0
    let rules = try (0..<Int.random(in: 1...24, using: &random)).map { _ in try rule(&slots) }
    return (State(read: Framing(.eof), rules: rules), slots)
  }

  mutating func frame() -> [UInt8] {
    let words = ["a", "b", "A", "ab", "ba", " ", "1", "11", "aab", "<"]
    return (0..<Int.random(in: 0...5, using: &random)).flatMap { _ in Array((pick(words)).utf8) }
  }

  private mutating func rule(_ slots: inout Int) throws -> Rule {
    var names = Names()
    let match = try match(&names)
    var conditions: [Condition] = []
    if chance(of: 4) {
      let value = names.slots.keys.sorted().first.map { "<\($0)>" } ?? "ab"
      let template = try #require(Template.compile(Array(value.utf8), newline: .verbatim, names: names).template)
      conditions = [Condition(value: template, patterns: [try pattern(ignoringCase: false, &names)])]
    }
    slots = max(slots, names.slotCount)
    return Rule(match: match, conditions: conditions, actions: Actions())
  }

  private mutating func match(_ names: inout Names) throws -> Match {
    if chance(of: 20) { return .anything }
    if chance(of: 12) {
      let text = "(?P<x>\(pick(["a", "ab", "b", " "])))"
      return .regex(
        try #require(RegularExpression.compile(Array(text.utf8), ignoreCase: false, names: &names).expression))
    }
    let ignoresCase = chance(of: 3)
    return .patterns(
      try (0..<(chance(of: 3) ? Int.random(in: 0...3, using: &random) : 1)).map { _ in
        try pattern(ignoringCase: ignoresCase, &names)
      })
  }

  /// One of the texts that compile; most do.
  private mutating func pattern(ignoringCase: Bool, _ names: inout Names) throws -> Pattern {
    for _ in 0..<100 {
      var declared = names
      let text = text()
      if let pattern = Pattern.compile(Array(text.utf8), ignoreCase: ignoringCase, names: &declared).pattern {
        names = declared
        return pattern
      }
    }
    throw NothingCompiles()
  }

  private struct NothingCompiles: Error {}

  private mutating func text() -> String {
    var text = chance(of: 4) ? "" : pick(Self.texts)
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      text += chance(of: 2) ? pick(Self.placeholders) : pick(Self.texts)
    }
    return text
  }

  private mutating func pick(_ texts: [String]) -> String { texts.randomElement(using: &random) ?? "" }

  private mutating func chance(of count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
}
