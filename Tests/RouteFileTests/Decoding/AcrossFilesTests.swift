import Framing
import RouteFile
import Routing
import Testing

/// What holds across routes and files: names, addresses, keys that stand once.
struct AcrossFilesTests {
  private func load(_ texts: String...) -> LoadResult {
    let sources = texts.enumerated().map { SourceFile(name: "\($0.offset).yaml", text: $0.element) }
    return RouteFileLoader.load(sources: sources, environment: [:])
  }

  private func route(_ name: String, _ listen: String) -> String {
    "routes:\n  \(name): { listen: \(listen), reply: ok }\n"
  }

  @Test func `files are one configuration, with one set of defaults`() throws {
    let result = load(
      "defaults: { framing: crlf, timeouts: { idle: 9s } }\n", route("a", "\":1\""), route("b", "\":2\""))
    #expect(result.diagnostics == [])
    let plan = try #require(result.plan)
    #expect(plan.routes.map(\.name) == ["a", "b"])
    #expect(plan.routes.allSatisfy { $0.framing.kind == .crlf && $0.timeouts.idle == .seconds(9) })
    #expect(plan.routes.map { $0.listeners.map(\.place.file) } == [["1.yaml"], ["2.yaml"]])
  }

  @Test func `a route defined twice shows both places`() throws {
    let result = load(route("a", "\":1\""), route("a", "\":2\""))
    let only = try #require(result.diagnostics.first)
    #expect(result.diagnostics.map(\.code) == [.routeTwice])
    #expect(only.span.file == 1 && only.span.startLine == 2 && only.span.startColumn == 3)
    #expect(only.secondary.map(\.span.file) == [0] && only.secondary.map(\.span.startLine) == [2])
  }

  @Test(arguments: ["drain: 1s\n", "log: { level: debug }\n", "defaults: {}\n"])
  func `a key of the whole configuration stands in one file`(_ text: String) {
    let result = load(text + route("a", "\":1\""), text)
    #expect(result.diagnostics.map(\.code) == [.keyInTwoFiles])
    #expect(result.diagnostics.first?.secondary.map(\.span.file) == [0])
  }

  @Test func `tests of two files may have one name`() throws {
    let tests = "tests: [{ name: session, talk: \"> a\" }]\n"
    let result = load(route("a", "\":1\"") + tests, route("b", "\":2\"") + tests)
    #expect(result.diagnostics == [])
    #expect(try #require(result.plan).tests.map(\.route) == [0, 1])
  }

  @Test func `a file given twice is an error of its own`() {
    let text = route("a", "127.0.0.1:0")
    let sources = ["routes.yaml", "./x/../routes.yaml"].map { SourceFile(name: $0, text: text) }
    let result = RouteFileLoader.load(sources: sources, environment: [:])
    #expect(result.diagnostics.map(\.code) == [.fileTwice])
  }

  @Test(arguments: ["", "# nothing\n", "version: 1\n", "routes:\n", "routes: {}\n", "drain: 5s\n"])
  func `a configuration without routes serves nobody`(_ text: String) {
    let result = load(text)
    #expect(result.plan == nil)
    #expect(result.diagnostics.count == 1, "\(result.diagnostics.map(\.message))")
  }

  @Test func `C13: two listeners on one address show both places`() throws {
    let result = load(route("a", "127.0.0.1:7000") + "  b: { listen: 127.0.0.1:7000, reply: ok }\n")
    let only = try #require(result.diagnostics.first)
    #expect(result.diagnostics.map(\.code) == [.addressTwice])
    #expect(only.span.startLine == 3 && only.span.startColumn == 16 && only.span.endColumn == 30)
    #expect(only.secondary.map(\.span.startLine) == [2])
  }

  @Test(arguments: [
    ("\"*:7000\"", "127.0.0.1:7000"), ("0.0.0.0:7000", "127.0.0.1:7000"), ("127.0.0.1:7000", "0.0.0.0:7000"),
    ("\"*:7000\"", "\"[::1]:7000\""), ("\"[::]:7000\"", "\"[::1]:7000\""), ("\"*:7000\"", "\"*:7000\""),
    ("localhost:7000", "127.0.0.1:7000"), ("\":7000\"", "\"[::1]:7000\""), ("\":7000\"", "localhost:7000"),
    ("0.0.0.0:7000", "\":7000\""), ("\"*:7000\"", "0.0.0.0:7000"),
    ("unix:/run/x.sock", "unix:/run/x.sock"), ("unix:/run/x.sock", "unix:/run/../run/./x.sock"),
    ("unix:x.sock", "{ unix: ./a/../x.sock, mode: \"0660\" }"), ("unix:/../x", "unix://x"),
  ])
  func `C13: these cannot both be bound`(_ first: String, _ second: String) {
    let result = load(route("a", first), route("b", second))
    #expect(result.diagnostics.map(\.code) == [.addressTwice], "\(first) \(second)")
    #expect(
      load("routes: { a: { listen: [\(first), \(second)], reply: ok } }").diagnostics.map(\.code) == [.addressTwice])
  }

  @Test(arguments: [
    ("127.0.0.1:7000", "127.0.0.2:7000"), ("127.0.0.1:7000", "127.0.0.1:7001"), ("127.0.0.1:0", "127.0.0.1:0"),
    ("\"*:0\"", "\"*:0\""), ("0.0.0.0:7000", "\"[::]:7000\""), ("0.0.0.0:7000", "\"[::1]:7000\""),
    ("unix:/run/x.sock", "unix:run/x.sock"), ("unix:../x", "unix:x"),
  ])
  func `C13: these can`(_ first: String, _ second: String) {
    #expect(load(route("a", first), route("b", second)).diagnostics == [], "\(first) \(second)")
  }

  @Test(arguments: [("reply: ok", "`listen`"), ("listen: \":1\"", "`reply`")])
  func `a route with a key missing is shown by its name`(_ lines: String, _ missing: String) throws {
    let result = load("routes:\n  name:\n    \(lines)\n")
    let only = try #require(result.diagnostics.first)
    #expect(result.diagnostics.map(\.code) == [.missingKey])
    #expect(only.message.contains(missing))
    #expect(only.span == SourceSpan(file: 0, startLine: 2, startColumn: 3, endLine: 2, endColumn: 7))
  }

  @Test func `every problem is reported at once`() {
    let text = """
      versoin: 1
      drain: 8
      log: { level: loud }
      defaults: { timeouts: { idle: 5 } }
      routes:
        "a b": { reply: "<lien>" }
        b: { listen: nowhere, replly: x }
        c: 5
      """
    #expect(
      load(text).diagnostics.map(\.code) == [
        .unknownKey, .badDuration, .unknownWord, .badDuration, .badName, .missingKey, .unknownPlaceholder, .missingKey,
        .badAddress, .unknownKey, .wrongType,
      ])
  }
}
