import Framing
import POSIXStream
import Routing
import TestSupport
import Testing

@testable import GatewayRuntime

/// There are three ways to an answer: by asking each rule, from what is known beforehand, and either of them in place
/// of the task or by it. A peer, the counters and the log must not be able to tell which it was.
@Suite struct WaysToAnswerTests {
  @Test(arguments: 0..<20) func `every way to an answer gives the same`(seed: Int) async throws {
    for round in 0..<10 {
      var random = SeededGenerator(seed: UInt64(seed * 1000 + round))
      let (route, talk) = (random.route(), random.talk())
      let expected = try await Self.hold(talk, route, asksEachRule: true, isAttended: false)
      for (asks, isAttended) in [(false, true), (true, true), (false, false)] {
        let course = try await Self.hold(talk, route, asksEachRule: asks, isAttended: isAttended)
        let way = "seed \(seed), round \(round), asks \(asks), attended \(isAttended)"
        #expect(course == expected, "\(way)\n\(route.said)\n\(talk)")
      }
    }
  }

  private static func hold(_ talk: Talk, _ route: Route, asksEachRule: Bool, isAttended: Bool) async throws -> Course {
    let heard = Locked<[UInt8]>([])
    let report = try await visit(route, capacity: talk.capacity) { _, visit in
      if asksEachRule { visit.link.context.reporter = { _ in } }
      await visit.letServe()
      if !isAttended { visit.link.stream.gate.attend(by: nil) }
      for chunk in talk.chunks where visit.ending == nil { await visit.exchange(chunk, heard) }
      if talk.isTold { visit.loop.broadcast(.shutdown) }
      _ = visit.peer.shutdownWrite()
      for step in 0..<200 where visit.ending == nil {
        await visit.exchange([], heard)
        if step > 50 { await visit.pass(.seconds(1)) }
      }
      visit.peer.close()
    }
    return Course(report, heard.with { $0 })
  }
}

extension Visit {
  /// Sends as there is room, and takes what comes.
  fileprivate func exchange(_ bytes: [UInt8], _ heard: Locked<[UInt8]>) async {
    var rest = bytes[...]
    repeat {
      let taken = rest.isEmpty ? 0 : stuff(Array(rest))
      rest = rest.dropFirst(taken)
      await letServe()
      while case (.bytes, let came) = peer.readOnce() { heard.with { $0 += came } }
      if taken == 0 { await pass(.milliseconds(7)) }
    } while !rest.isEmpty && ending == nil
  }
}

/// What a connection came to.
private struct Course: Equatable, CustomStringConvertible {
  let description: String

  init(_ report: Visit.Report, _ heard: [UInt8]) {
    let counters = report.counters
    let lines = report.lines.map { line in
      "\(line.level) \(line.message) \(line.fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })"
    }
    let errors = counters.frameErrors.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    description = """
      heard \(String(decoding: heard, as: UTF8.self).debugDescription)
      reason \(String(describing: report.reason)) after \(String(describing: report.after))
      frames \(report.frames) \(counters.frames) replies \(counters.replies) unmatched \(counters.unmatched)
      matches \(counters.matches) in \(counters.bytesIn) out \(counters.bytesOut) pauses \(counters.pauses)
      errors \(errors) rejected \(counters.rejected) unacknowledged \(counters.unacknowledged)
      partial \(report.partial) pending \(report.pending) detail \(report.detail ?? "")
      \(lines.joined(separator: "\n"))
      """
  }
}

private struct Talk: CustomStringConvertible {
  var chunks: [[UInt8]]
  var capacity: Int
  /// At its end, the loop asks to finish.
  var isTold: Bool

  var description: String {
    "\(capacity) \(isTold) \(chunks.map { String(decoding: $0, as: UTF8.self).debugDescription })"
  }
}

extension Route {
  fileprivate var said: String {
    "\(framing) foreign \(foreign) limit \(String(describing: limits.reply)) telnet \(telnet) folded \(ignoresCase) "
      + states.map { state in
        "\(state.read.kind): "
          + state.rules.map { rule in
            "\(rule.match) \(rule.actions.replies.map { String(decoding: $0.template.text, as: UTF8.self) }) "
              + "\(rule.actions.ending) \(String(describing: rule.actions.delay)) \(rule.actions.log != nil)"
          }.joined(separator: " | ")
      }.joined(separator: "\n")
  }
}

extension SeededGenerator {
  private mutating func one<T>(of all: [T]) -> T { all[Int.random(in: all.indices, using: &self)] }
  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  private static let texts = [
    "", "A", "B", "AB", "PING", "ping", "A B", "A  B", " A", "GET / HTTP/1.1", "QUIT", "\"A\"", "\"A B\"", "*1", "x.y",
    "]",
    "A\u{e9}",
  ]

  fileprivate mutating func route() -> Route {
    var sketch = RouteSketch()
    sketch.framing = framing()
    sketch.foreign = chance(50) ? .refuse : .allow
    sketch.telnet = chance(10)
    sketch.ignoresCase = chance(30)
    sketch.limits.reply = one(of: [nil, 3, 6, 40, 1 << 20])
    sketch.timeouts.frame = .milliseconds(20)
    sketch.timeouts.idle = .milliseconds(50)
    sketch.timeouts.connection = chance(10) ? .milliseconds(40) : nil
    if chance(20) { sketch.variables = ["v": "1"] }
    if chance(20) { sketch.shared = ["s": "1"] }
    if chance(20) { sketch.timers = [(.every(.milliseconds(9)), .otherwise(reply: ["tick <n>"]))] }
    if chance(40) { sketch.when(\.oversize, .otherwise(reply: ["BIG"], then: chance(60) ? .resume : .close)) }
    if chance(40) { sketch.when(\.badFrame, .otherwise(reply: ["BAD <n>"], then: chance(60) ? .resume : .close)) }
    if chance(20) { sketch.when(\.eof, .otherwise(reply: ["EOF <n>"])) }
    if chance(20) { sketch.when(\.shutdown, .otherwise(reply: ["DOWN <n>"])) }
    if chance(20) { sketch.when(\.idle, .otherwise(reply: ["IDLE <n>"])) }
    if chance(10) { sketch.when(\.connect, .otherwise(reply: ["HELLO"])) }
    if chance(40) {
      sketch.rules = [.otherwise(reply: replies(sketch), then: chance(10) ? .close : .stay)]
    } else if chance(30) {
      sketch.states = [
        StateSketch(name: "a", rules: rules(sketch, ["b"])),
        StateSketch(name: "b", read: chance(50) ? framing() : nil, rules: rules(sketch, ["a", "b"])),
      ]
    } else {
      sketch.rules = rules(sketch, [])
    }
    return sketch.route(named: "test")
  }

  private mutating func framing() -> Framing {
    let kind: Framing.Kind = one(of: [
      .line(reply: .lf), .line(reply: .crlf), .crlf, .resp, .delimiter([[0x0a]]), .delimiter([[0x0d, 0x0a]]),
      .fixed(2, trailer: []),
      .raw, .dot,
    ])
    var framing = Framing(kind, maximum: one(of: [1, 4, 14, 64, 1 << 20]))
    if chance(40) { framing.atEOF = .deliver }
    return framing
  }

  private mutating func rules(_ sketch: RouteSketch, _ states: [String]) -> [RuleSketch] {
    (0..<Int.random(in: 1...5, using: &self)).map { _ in rule(sketch, states) }
  }

  private mutating func rule(_ sketch: RouteSketch, _ states: [String]) -> RuleSketch {
    var rule = RuleSketch(replies: replies(sketch))
    if chance(85) {
      rule.match = (0..<Int.random(in: 1...2, using: &self)).map { _ in
        one(
          of: chance(80)
            ? Self.texts.filter { !$0.isEmpty } : ["A<_>", "<_:word>", "<_:PING|B>", "<_:rest>Z", "<_:int>"])
      }
    }
    if chance(10) { rule.when = ["n": "<_:int 1..3>"] }
    if chance(10) { rule.log = "said <n>" }
    if chance(8) { rule.delay = .milliseconds(3) }
    if !sketch.shared.isEmpty, chance(30) { rule.set = ["shared.s": "<shared.s|add:1>"] }
    if !sketch.variables.isEmpty, chance(30) { rule.set = ["v": "<v|add:1>"] }
    if chance(8) { rule.then = chance(80) ? .close : .reset }
    if !states.isEmpty, chance(40) { rule.then = .goto(one(of: states)) }
    return rule
  }

  private mutating func replies(_ sketch: RouteSketch) -> [ReplySketch] {
    var texts = [
      "", "ok", "ack:<frame>", "<frame>", "<frame><frame>!", "two words", "<n>", "<frame|upper>", "<frame|add:1>",
      "\u{e9}",
      String(repeating: "long", count: 300), "<peer.port>", "<now>",
    ]
    if !sketch.shared.isEmpty { texts.append("<shared.s>") }
    if !sketch.variables.isEmpty { texts.append("<v>") }
    return (0..<one(of: [0, 1, 1, 1, 1, 2, 3])).map { _ in ReplySketch(one(of: texts)) }
  }

  fileprivate mutating func talk() -> Talk {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...25, using: &self) {
      let text = Array(one(of: Self.texts).utf8)
      let end: [UInt8] = one(of: [[10], [13, 10], [13, 10], [10], [], [13]])
      switch Int.random(in: 0..<12, using: &self) {
      case 0...6: bytes += text + end
      case 7...9: bytes += Array("*1\r\n$\(text.count)\r\n".utf8) + text + [13, 10]
      case 10: bytes += Array("*2\r\n$1\r\nA\r\n$\(text.count)\r\n".utf8) + text + [13, 10]
      default: bytes += self.bytes(Int.random(in: 1...6, using: &self), from: Array("A\n\r *1.\0".utf8) + [0xff, 0xfd])
      }
    }
    if chance(5) { bytes = Array(repeatElement(bytes, count: 400).joined()) }
    return Talk(chunks: chunks(bytes), capacity: one(of: [10, 300, 65_536, 1 << 20]), isTold: chance(20))
  }

  private mutating func chunks(_ bytes: [UInt8]) -> [[UInt8]] {
    var (chunks, rest) = ([[UInt8]](), bytes[...])
    let most = one(of: [1, 3, 10, 100, 100_000])
    let least = bytes.count > 2000 ? 500 : 1
    while !rest.isEmpty {
      let count = max(least, Int.random(in: 1...most, using: &self))
      chunks.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return chunks
  }
}
