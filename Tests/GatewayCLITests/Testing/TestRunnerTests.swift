import GatewayRuntime
import RouteFile
import Routing
import Testing

@testable import GatewayCLI

/// Conversations that go as expected, and every way in which they do not.
struct TestRunnerTests {
  /// What the one test of a file comes to.
  private func outcome(of talk: String, with route: String) async throws -> TestOutcome {
    let plan = try plan(of: talk, with: route)
    return try #require(try await TestRunner(plan: plan).run(plan.tests).first)
  }

  private func plan(of talk: String, with route: String) throws -> Plan {
    let lines = { (text: String, indent: String) in
      text.split(separator: "\n", omittingEmptySubsequences: false).map { indent + $0 + "\n" }.joined()
    }
    let isList = talk.hasPrefix("- ")
    let file =
      "routes:\n  r:\n    listen: 127.0.0.1:7000\n" + lines(route, "    ") + "tests:\n  - name: t\n    talk:"
      + (isList ? "\n" : " |\n") + lines(talk, "      ")
    let result = RouteFileLoader.load(sources: [SourceFile(name: "t.yaml", text: file)], environment: [:])
    #expect(result.diagnostics.filter { $0.severity == .error } == [])
    return try #require(result.plan)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var route: String
    var talk: String
    var testDescription: String { talk }

    init(_ route: String, _ talk: String) {
      self.route = route
      self.talk = talk
    }
  }

  @Test(arguments: [
    Case("reply: \"ack:<line>\"", "> a\n< ack:a\n> b\n> c\n< ack:b\n< ack:c\nhalf_close\nclosed"),
    Case("reply: \"ack:<line>\"", "- send: \"a\\r\\nb\\n\"\n- expect: \"ack:a\\nack:b\\n\"\n- half_close\n- closed"),
    Case("reply: \"<line|upper>\"\nclose: true", "> a\n> dropped\n< A\nclosed"),
    Case("events: { connect: { reply: \"hello <peer.ip>\" } }\nreply: \"<n>\"", "< hello 127.0.0.1\n> a\n< 1"),
    Case("framing: crlf\nreply: \"<line>\"", "> \n<\n> \\\\\n< \\\\"),
    Case("framing: { length: { bytes: 2 } }\nreply: \"<frame>!\"", "> a\\nb\n< a\\nb!"),
    Case("framing: { fixed: 2 }\nreply: \"<frame>;\"", "> abcd\n< ab;cd;"),
    Case("framing: netstring\nreply: \"<frame>\"", "- send: \"1:a,0:,\"\n- expect: \"1:a,0:,\""),
    Case("framing: mllp\nreply: \"<frame>\"", "> a\n> b\n< a\n< b"),
    Case("framing: eof\nreply: \"ack:<frame>\"", "> a\\nb\n< ack:a\\nb\nclosed"),
    Case("framing: { dot: true }\nforeign: allow\nreply: \"<frame|len>\"", "> .a\\r\\n\n< 4\\r\\n"),
    Case("framing: raw\nreply: \"<frame|len>;\"", "> abc\n< 3;\n> de\n< 2;"),
    Case("rules: [{ match: \"a\", reply: b, delay: 2s }]", "> a\n> a\n< b\nwait 10s\n< b"),
    Case("rules: [{ match: \"a\", reply: [b, c], delay: 2s, close: true }]", "> a\n< b\n< c\nclosed"),
    Case("events: { idle: { reply: bye } }\nreply: \"<line>\"", "> a\n< a\n< bye\nclosed"),
    Case("reply: \"<line>\"", "> a\n< a\nwait 5m\nclosed"),
    Case("reply: \"<now>\"", "> a\n< 2000-01-01T00:00:00.000Z\nwait 90s\n> a\n< 2000-01-01T00:01:30.000Z"),
    Case("timers: [{ every: 1s, reply: \"<conn.seconds>\" }]\nreply: \"<line>\"", "< 1\n> a\n< a\n< 2\n< 3"),
    Case("shared: { n: 0 }\nrules: [{ set: { shared.n: \"<shared.n|add:1>\" }, reply: \"<shared.n>\" }]", "> a\n< 1"),
    Case("rules: [{ match: x, reset: true }, { reply: y }]", "> a\n< y\n> x\nreset"),
    Case("reply: \"id <uuid>\"", "> a\n<~ id <_:word>\n> b\n<~ id <a:bytes 8>-<_>"),
    Case("framing: mllp\nreply: \"<frame>\"", "> a\\rb\\n\n<~ <x>\\r<y>\\n"),
    Case("reply: \"<uuid>\"", "- send: \"a\\nb\\n\"\n- expect_match: \"<a>\\n<b>\\n\"\n- half_close\n- closed"),
    Case("framing: eof\nreply: \"<uuid>\"", "> a\n<~ <_:bytes 36>\nclosed"),
    Case(Self.severalFramings, "> two\n<~ a<_:rest>\n<~ b\n> raw\n<~ y\n<~ z"),
    Case(Self.severalFramings, "> list\n<~ +<_:int>\\r\\n1<_:rest>\n< end"),
    Case(Self.severalFramings, "> list\n<~ +<_:int>\n<~ <_:int>\n< .\n<~ end"),
  ])
  func `passes where everything comes as expected`(_ good: Case) async throws {
    let outcome = try await outcome(of: good.talk, with: good.route)
    #expect(outcome.failure == nil, "\(outcome.failure.map { "\($0.message)\n\($0.unifiedDiff)" } ?? "")")
  }

  /// Of a route whose replies are wrapped in three ways.
  private static let severalFramings = """
    framing: crlf
    rules:
      - { match: two, reply: [a, b] }
      - { match: raw, reply: [{ text: "y", framing: raw }, { text: "z", framing: raw }] }
      - { match: list, reply: [{ text: "+2\\r\\n1\\r\\n", framing: dot }, end] }
    """

  struct Bad: Sendable, CustomTestStringConvertible {
    var good: Case
    /// The line of the talk that is at fault, counted from 1.
    var line: Int
    var cause: TestFailure.Cause
    var diff: [String]
    var testDescription: String { good.talk }

    init(_ route: String, _ talk: String, line: Int, _ cause: TestFailure.Cause, _ diff: String...) {
      good = Case(route, talk)
      self.line = line
      self.cause = cause
      self.diff = diff
    }
  }

  @Test(arguments: [
    Bad("reply: \"<line>\"", "> a\n< b\n< c", line: 2, .other, " > a", "-< b", "-< c", "+< a"),
    Bad("reply: [x, \"<line>\", y]", "> a\n< a\n< y", line: 2, .other, " > a", "+< x", " < a", " < y"),
    Bad("reply: \"<line>\"", "> a\n< a\n< b", line: 3, .ended(.closed), " > a", " < a", "-< b", "+closed"),
    Bad("reply: \"<line>\"", "> a", line: 1, .more, " > a", "+< a"),
    Bad("reply: \"<line>\"", "> a\n< a\nclosed", line: 3, .staysOpen, " > a", " < a", "-closed"),
    Bad("reply: \"<line>\"\nclose: true", "> a\n< a\n< b", line: 3, .ended(.closed), " > a", " < a", "-< b", "+closed"),
    Bad("reply: \"<line>\"\nclose: true", "> a\nclosed", line: 2, .other, " > a", "+< a", " closed"),
    Bad("reply: \"<line>\"", "> a\\tb\n< a\\x01b", line: 2, .other, " > a\\tb", "-< a\\x01b", "+< a\\tb"),
    Bad("reply: \"<line>\"", "> a\nreset", line: 2, .other, " > a", "-reset", "+< a"),
    Bad("framing: { length: { digits: 1 } }\nreply: \"<n>\"", "> 0123456789", line: 1, .unsendable, "-> 0123456789"),
    Bad("reply: \"<line>\"", "half_close\n> a", line: 2, .sentAfterEnd, " half_close", "-> a"),
    Bad("reply: \"<line>\"", "> a\n<~ <_:int>\n< a", line: 2, .other, " > a", "-<~ <_:int>", " < a"),
    Bad(
      Self.severalFramings, "> two\n<~ a<_:rest>", line: 2, .more, " > two", " <~ a<_:rest>", "+< b"),
    Bad(
      Self.severalFramings, "> raw\n<~ y<_:rest>", line: 2, .more, " > raw", " <~ y<_:rest>",
      "+< z   # no whole frame"),
    Bad("reply: \"<line>\"\ntimeouts: { idle: none }", "> a\n< a\n< b", line: 3, .nothing, " > a", " < a", "-< b"),
  ])
  func `fails where something else comes, at the line in question`(_ bad: Bad) async throws {
    let failure = try #require(try await outcome(of: bad.good.talk, with: bad.good.route).failure)
    #expect(failure.cause == bad.cause)
    let routeLines = bad.good.route.split(separator: "\n").count
    #expect(failure.place.line == 3 + routeLines + 3 + bad.line)
    #expect(failure.place.column == 7)
    #expect(failure.diff.map(\.rendered) == bad.diff)
    #expect(failure.chunking == .asWritten)
  }

  @Test func `says why the gateway closed`() async throws {
    let failure = try #require(try await outcome(of: "> a\n< a\n< b", with: "reply: \"<line>\"").failure)
    #expect(failure.message == "this did not come: the gateway closed the connection (idle_timeout)")
  }

  @Test(arguments: [
    ("> 1\n> x", "more came than was expected; the gateway closed the connection (reply_invalid)"),
    ("> 1\n> x\n< 3", "something else came than was expected; the gateway closed the connection (reply_invalid)"),
    ("> 1\nhalf_close", "more came than was expected"),
  ])
  func `says of an end that nobody wanted why it came, behind what else came`(_ talk: String, _ message: String)
    async throws
  {
    let failure = try #require(try await outcome(of: talk, with: "reply: \"<line|add:1>\"").failure)
    #expect(failure.message == message)
    #expect(failure.diff.last?.rendered == "+closed")
  }

  @Test func `runs every chunking, with all that stands between two expectations`() async throws {
    let outcome = try await outcome(of: "> ab\n> cd\n< ab\n< cd", with: "reply: \"<line>\"")
    // As written, whole, byte by byte, split at five points of six bytes, eight times at random.
    #expect(outcome.runs == 16)
    #expect(outcome.matches == [2])
  }

  @Test func `fails where a chunking makes a difference, and says which`() async throws {
    let plan = try plan(of: "> ab\n< 2;", with: "framing: raw\nreply: \"<frame|len>;\"")
    let failure = try await Rehearsal.run { stage in
      await stage.perform(plan.routes[0]) { connection in
        var talk = Talk(plan.tests[0], Wrappings(plan.routes[0]), .byteByByte, connection)
        talk.wire.bytes[0] = [97, 98]
        return talk.run()
      }
    }
    #expect(failure?.chunking == .byteByByte)
    #expect(failure?.story == "something else came than was expected (sent byte by byte)")
    #expect(failure?.diff.map(\.rendered) == [" > ab", "-< 2;", "+< 1;1;"])
  }

  @Test func `begins anew with every run`() async throws {
    let route = "reply: \"<uuid> <random:1..1000000> <conn.id>\""
    let first = try await outcome(of: "> a\n< x", with: route).failure
    let second = try await outcome(of: "> a\n< x", with: route).failure
    #expect(first?.diff == second?.diff)
    #expect(first != nil)
  }
}
