import GatewayCLI
import Testing

struct TestVerbTests {
  private static let routes = """
    routes:
      shell:
        listen: 127.0.0.1:7000
        rules:
          - { name: up, match: "UP <text>", reply: "<text|upper>" }
          - { name: bye, match: QUIT, reply: bye, close: true }

    """
  private static let good = routes + "tests:\n  - { name: up, talk: \"> UP a\\n< A\" }\n"
  private static let bad = routes + "tests:\n  - { name: up, talk: \"> UP a\\n< B\" }\n"

  private let directory: TemporaryDirectory
  private let console = RecordingConsole()

  init() throws { directory = try TemporaryDirectory() }

  @Test func `says in a line that all went well, and which rules no test reached`() async throws {
    let file = try directory.write(Self.good, to: "a.yaml")
    #expect(await console.run("test", file) == .success)
    #expect(console.output == "\(file): 1 test passed\n  no test reached rule bye of route shell (\(file):6:9)\n")
    #expect(console.errors.isEmpty)
  }

  @Test func `takes an unreached rule for a failure when strict`() async throws {
    #expect(await console.run("test", "--strict", try directory.write(Self.good, to: "a.yaml")) == .problems)
  }

  @Test func `shows a failure as a unified diff`() async throws {
    let file = try directory.write(Self.bad, to: "a.yaml")
    #expect(await console.run("test", file) == .problems)
    let diff = """
      FAILED: up: something else came than was expected
      --- expected \(file):8:32
      +++ received
       > UP a
      -< B
      +< A


      """
    #expect(console.output.hasPrefix(diff), "\(console.output)")
    #expect(console.output.contains("\(file): 1 test failed, 0 passed\n"))
    #expect(console.errors == "1 file, 1 test, 1 failed\n")
  }

  @Test func `writes XML for build servers`() async throws {
    let file = try directory.write(Self.bad, to: "a.yaml")
    #expect(await console.run("test", "--format", "junit", file) == .problems)
    #expect(console.output.contains("<testsuite name=\"\(file)\" tests=\"1\" failures=\"1\">"))
    #expect(console.output.contains("<testcase name=\"up\" classname=\"\(file)\" file=\"\(file)\" line=\"8\">"))
    #expect(console.output.contains("-&lt; B\n+&lt; A\n"))
  }

  @Test func `writes JSON for programs`() async throws {
    let file = try directory.write(Self.bad, to: "a.yaml")
    #expect(await console.run("test", "--format", "json", file) == .problems)
    #expect(console.output.hasPrefix("{\"tests\": 1, \"failed\": 1, \"sets\": ["))
    #expect(console.output.contains("\"diff\": [\" > UP a\", \"-< B\", \"+< A\"]"))
    #expect(console.output.contains("\"rule\": \"bye\""))
  }

  @Test func `runs only what the filter names, and says nothing of coverage then`() async throws {
    let more = Self.good + "  - { name: quit, talk: \"> QUIT\\n< nothing\" }\n"
    let file = try directory.write(more, to: "a.yaml")
    #expect(await console.run("test", "--filter", "up", file) == .success)
    #expect(console.output == "\(file): 1 test passed\n")
  }

  @Test func `fails where there is no test at all`() async throws {
    let file = try directory.write(Self.routes, to: "a.yaml")
    #expect(await console.run("test", file) == .problems)
    #expect(console.output == "\(file): no tests\n")
    #expect(console.errors == "no tests\n")
  }

  @Test func `reads the tests beside a file`() async throws {
    let file = try directory.write(Self.routes, to: "a.yaml")
    let tests = try directory.write("tests:\n  - { name: up, talk: \"> UP a\\n< A\" }\n", to: "a.tests.yaml")
    #expect(await console.run("test", file) == .success)
    #expect(console.output.hasPrefix("\(file), \(tests): 1 test passed\n"))
    let other = RecordingConsole()
    #expect(await other.run("validate", directory.path) == .success)
    #expect(other.output == "\(file), \(tests): ok (1 route)\n")
  }

  @Test func `fails for an invalid file, and says of a missing one that it is`() async throws {
    let file = try directory.write("routes:\n  a: { listen: 7000, reply: a }\n", to: "a.yaml")
    #expect(await console.run("test", file) == .problems)
    #expect(console.errors.contains("error[GW210]"))
    let other = RecordingConsole()
    #expect(await other.run("test", directory.path + "/none.yaml") == .noInput)
  }
}

struct TryVerbTests {
  private let directory: TemporaryDirectory
  private let console = RecordingConsole()

  init() throws { directory = try TemporaryDirectory() }

  private func output(of lines: [String], _ route: String, name: String? = nil) async throws -> String {
    let file = try directory.write("routes:\n  r:\n    listen: 127.0.0.1:7000\n" + route, to: "a.yaml")
    console.input = lines
    let status = await console.run("try", file)
    #expect(status == .success, "\(console.errors)")
    return console.output.replacing(file, with: "a.yaml")
  }

  @Test func `shows the frame, the rule that takes it and why those before do not, and the reply`() async throws {
    let rules = """
          rules:
            - { name: up, match: "UP <text>", reply: "<text|upper>" }
            - { match: "ADD <n:int 1..9>", when: { n: "<_:int 1..3>" }, reply: "<n>\\t" }
            - reply: what

      """
    let text = try await output(of: ["UP a\\tb", "ADD 5", "ADD 2"], rules)
    #expect(
      text == """
        frame `UP a\\tb`
          rule up (a.yaml:5:9) takes it
        reply "A\\tB\\n"
        frame `ADD 5`
          rule up (a.yaml:5:9) does not: `UP <text>` wants `UP ` at byte 1
          rule 2 (a.yaml:6:9) does not: its `when` wants `<_:int 1..3>` for `n`, which is `5`
          rule 3 (a.yaml:7:9) takes it
        reply "what\\n"
        frame `ADD 2`
          rule up (a.yaml:5:9) does not: `UP <text>` wants `UP ` at byte 1
          rule 2 (a.yaml:6:9) takes it
        reply "2\\t\\n"
        closed

        """)
  }

  @Test func `asks no rule behind one that breaks off, and says why the connection closed`() async throws {
    let rules = """
          rules:
            - { match: "<n>", when: { "n|add:1": "<_:int 1..3>" }, reply: a }
            - reply: b

      """
    let text = try await output(of: ["x"], rules)
    #expect(
      text == """
        frame `x`
          rule 1 (a.yaml:5:9) breaks off in its `when` for `n|add:1`: a value that filter add cannot convert
        closed: reply_invalid (a value that filter add cannot convert)

        """)
  }

  @Test func `follows states and their framings, and begins another connection behind the end of one`() async throws {
    let states = """
          events: { connect: { reply: hello } }
          states:
            command:
              rules:
                - { match: "SET <n:int>", goto: value }
                - { match: QUIT, reply: bye, delay: 1h, close: true }
            value:
              read: { fixed: "<n>", trailer: ";" }
              rules: [{ reply: "<frame>", goto: command }]

      """
    let text = try await output(of: ["SET 3", "abc", "QUIT", "QUIT"], states)
    #expect(text.contains("takes it\nstate value\nframe `abc` in state value\n"))
    #expect(text.contains("state command\nreply \"abc\\n\"\n"))
    #expect(text.split(separator: "reply \"hello\\n\"\n", omittingEmptySubsequences: false).count == 3)
    #expect(text.hasSuffix("reply \"bye\\n\"\nclosed\n"))
  }

  @Test func `asks which route is meant`() async throws {
    let file = try directory.write(
      "routes: { ack: { listen: \":7000\", reply: a }, b: { listen: \":7001\", reply: b } }\n", to: "a.yaml")
    #expect(await console.run("try", file) == .usage)
    #expect(console.errors == "gateway: \(file) has several routes: ack, b\n")
    let other = RecordingConsole()
    #expect(await other.run("try", file, "akc") == .usage)
    #expect(other.errors.contains("did you mean `ack`?"))
  }
}
