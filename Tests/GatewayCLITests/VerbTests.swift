import Framing
import GatewayCLI
import GatewayRuntime
import RouteFile
import Routing
import Testing

@Suite struct VerbTests {
  private static let good = "routes:\n  ack:\n    listen: 127.0.0.1:0\n    reply: \"ack:<line>\"\n"
  private static let bad = "routes:\n  ack:\n    listen: 127.0.0.1:0\n    reply: \"ack:<lien>\"\n"
  private static let doubtful = good + "    timeouts: { idle: none }\n"

  private let directory: TemporaryDirectory
  private let console = RecordingConsole()

  init() throws { directory = try TemporaryDirectory() }

  @Test func `serve hands the plan and its options over, and ends as the server does`() async throws {
    console.serveStatus = .cutOff
    let file = try directory.write(Self.good, to: "a.yaml")
    let status = await console.run("serve", file, "--loops", "2", "--log-format", "json", "--log-level", "debug")
    #expect(status == .cutOff)
    #expect(console.served.map(\.plan.routes.count) == [1])
    let request = try #require(console.served.first?.request)
    #expect(request.files?.paths == [file])
    #expect(request == ServeRequest(loops: 2, logFormat: .json, logLevel: .debug, files: request.files))
  }

  @Test(arguments: [("512MiB", MemoryLimit.bytes(512 << 20)), ("64GiB", .bytes(64 << 30)), ("none", .none)])
  func `serve takes a limit of memory`(text: String, limit: MemoryLimit) async throws {
    let file = try directory.write(Self.good, to: "a.yaml")
    #expect(await console.run("serve", file, "--memory-limit", text) == .success)
    #expect(console.served.first?.request.memory == limit)
  }

  @Test(arguments: ["0B", "512", "lots", "-1GiB", ""])
  func `serve refuses what is no size of memory`(text: String) async throws {
    let file = try directory.write(Self.good, to: "a.yaml")
    #expect(await console.run("serve", file, "--memory-limit=\(text)") == .usage)
    #expect(console.served.isEmpty)
  }

  @Test func `serve takes several files as one`() async throws {
    let first = try directory.write(Self.good, to: "a.yaml")
    let second = try directory.write("routes:\n  b:\n    listen: 127.0.0.1:0\n    reply: b\n", to: "b.yaml")
    #expect(await console.run("serve", first, second) == .success)
    #expect(console.served.first?.plan.routes.map(\.name) == ["ack", "b"])
  }

  @Test func `serve refuses an invalid file with its diagnostics on standard error`() async throws {
    let file = try directory.write(Self.bad, to: "a.yaml")
    #expect(await console.run("serve", file) == .invalidFile)
    #expect(console.served.isEmpty)
    #expect(console.output.isEmpty)
    #expect(console.errors.contains("error[GW104]"))
    #expect(console.errors.hasSuffix("gateway: 1 error, 0 warnings\n"))
  }

  @Test func `serve says of a file that is not there that it is not`() async {
    #expect(await console.run("serve", directory.path + "/none.yaml") == .noInput)
    #expect(console.errors == "gateway: \(directory.path)/none.yaml: no such file\n")
  }

  @Test func `validate praises a good file`() async throws {
    let file = try directory.write(Self.good, to: "a.yaml")
    #expect(await console.run("validate", file) == .success)
    #expect(console.output == "\(file): ok (1 route)\n")
    #expect(console.errors.isEmpty)
  }

  @Test(arguments: ["validate", "check"])
  func `validate shows what is wrong, and counts it on standard error`(_ verb: String) async throws {
    let file = try directory.write(Self.bad, to: "a.yaml")
    #expect(await console.run(verb, file, "--format", "short") == .problems)
    #expect(console.output.hasPrefix("\(file):4:18: error: unknown placeholder `lien`"))
    #expect(console.errors == "1 file, 1 error, 0 warnings\n")
  }

  @Test func `a warning is an error only when strict`() async throws {
    let file = try directory.write(Self.doubtful, to: "a.yaml")
    #expect(await console.run("validate", file) == .success)
    #expect(console.errors == "1 file, 0 errors, 1 warning\n")
    #expect(console.output.hasSuffix("\(file): ok (1 route)\n"))
    let strict = RecordingConsole()
    #expect(await strict.run("validate", "--strict", file) == .problems)
    #expect(strict.output.hasPrefix("error[GW401]"))
    #expect(strict.errors == "1 file, 1 error, 0 warnings\n")
  }

  @Test func `each file of a directory stands by itself, in order`() async throws {
    _ = try directory.write(Self.good, to: "b.yaml")
    _ = try directory.write(Self.good, to: "a.yml")
    _ = try directory.write("no route file", to: "a.tests.yaml")
    #expect(await console.run("validate", directory.path) == .success)
    #expect(console.output == "\(directory.path)/a.yml: ok (1 route)\n\(directory.path)/b.yaml: ok (1 route)\n")
    #expect(console.errors == "2 files, 0 errors, 0 warnings\n")
  }

  @Test func `a problem names its own file among several`() async throws {
    _ = try directory.write(Self.good, to: "a.yaml")
    let bad = try directory.write(Self.bad, to: "b.yaml")
    #expect(await console.run("validate", "--format", "short", directory.path) == .problems)
    #expect(console.output.hasPrefix("\(bad):4:18: error: "))
  }

  @Test func `a directory without a route file is no input`() async {
    #expect(await console.run("validate", directory.path) == .noInput)
    #expect(console.errors == "gateway: \(directory.path): no .yaml or .yml file in it\n")
  }

  @Test func `JSON of a good file is an empty array`() async throws {
    let file = try directory.write(Self.good, to: "a.yaml")
    #expect(await console.run("validate", "--format", "json", file) == .success)
    #expect(console.output == "[]\n")
  }

  @Test func `colour is for whoever asks for it`() async throws {
    let file = try directory.write(Self.bad, to: "a.yaml")
    _ = await console.run("validate", "--color", "always", file)
    #expect(console.output.contains("\u{1b}["))
  }

  @Test func `reply serves what print-config prints`() async throws {
    #expect(
      await console.run("reply", "a\"<line>", "--listen", ":0", "--framing", "crlf", "--print-config") == .success)
    #expect(console.served.isEmpty)
    let file = try directory.write(console.output, to: "a.yaml")
    #expect(await console.run("serve", file) == .success)
    #expect(await console.run("reply", "a\"<line>", "--listen", ":0", "--framing", "crlf") == .success)
    let routes = console.served.compactMap(\.plan.routes.first)
    #expect(routes.map(\.framing.kind) == [.crlf, .crlf])
    #expect(
      routes.map { $0.listeners.map(\.endpoint) } == [
        [.tcp(host: .loopback, port: 0)], [.tcp(host: .loopback, port: 0)],
      ])
  }

  @Test func `a wrong reply is a bad command line, shown in its place`() async {
    #expect(await console.run("reply", "<lien>") == .usage)
    #expect(console.errors.contains("--> (command line):4:14\n"))
    #expect(console.served.isEmpty)
  }

  @Test(arguments: ["example.org:7000", "7000", "*:", "unix:"])
  func `an address that is none is a bad command line`(_ address: String) async {
    #expect(await console.run("send", address, "x") == .usage)
  }

  @Test func `port 0 is no destination`() async {
    #expect(await console.run("send", ":0", "x") == .usage)
    #expect(console.errors == "gateway: :0: port 0 is no destination\n")
  }

  @Test func `a framing cannot smuggle a key in`() async {
    #expect(await console.run("send", ":0", "--framing", "line, reply: x", "x") == .usage)
  }

  @Test func `healthcheck leaves out what has no port yet`() async throws {
    let file = try directory.write(Self.good, to: "a.yaml")
    #expect(await console.run("healthcheck", file) == .success)
    #expect(console.output == "ok (0 listeners)\n")
    #expect(console.errors == "127.0.0.1:0: left out, port 0\n")
  }

  @Test func `explain shows a file with its defaults`() async throws {
    let file = try directory.write(Self.good, to: "a.yaml")
    #expect(await console.run("explain", file) == .success)
    #expect(console.output.contains("idle: 5m"))
    let again = try directory.write(console.output, to: "b.yaml")
    #expect(await console.run("validate", again) == .success)
  }

  @Test(arguments: ["GW104", "gw104", "GW501"])
  func `explain knows codes in either case`(_ code: String) async {
    #expect(await console.run("explain", code) == .success)
    #expect(console.output.hasPrefix(code.uppercased() + ": "))
    #expect(console.output.contains("Wrong:"))
  }

  @Test func `explain knows keys`() async {
    #expect(await console.run("explain", "routes.timeouts.idle") == .success)
    #expect(console.output.contains("default   5m"))
  }

  @Test(arguments: [("GW1O4", "GW104"), ("routes.timeouts.idel", "routes.timeouts.idle")])
  func `explain suggests what was probably meant`(_ subject: String, _ meant: String) async {
    #expect(await console.run("explain", subject) == .usage)
    #expect(console.errors == "gateway: `\(subject)` is no code, no key and no file; did you mean `\(meant)`?\n")
  }

  @Test func `explain takes what looks like a path for a file`() async {
    #expect(await console.run("explain", directory.path + "/routes") == .noInput)
  }

  @Test func `schema prints a JSON document`() async {
    #expect(await console.run("schema") == .success)
    #expect(console.output.hasPrefix("{"))
    #expect(console.output.hasSuffix("}\n"))
  }

  @Test func `init prints a file that is valid`() async {
    #expect(await console.run("init", "-") == .success)
    #expect(console.output.hasPrefix("# yaml-language-server: $schema="))
    let result = RouteFileLoader.load(
      sources: [SourceFile(name: "routes.yaml", text: console.output)], environment: [:])
    #expect(result.diagnostics.isEmpty)
    #expect(result.plan?.routes.map(\.name) == ["ack"])
  }

  @Test func `every example that init comments out is valid too`() {
    let lines = StarterFile.text(path: "routes.yaml").split(separator: "\n", omittingEmptySubsequences: false)
    let uncommented = lines.map { line in
      let isExample = line.hasPrefix("    # ") && line.contains(": ") || line.hasSuffix("s:")
      return isExample && !line.contains("`") && !line.contains("\"*:") ? line.replacing("    # ", with: "    ") : line
    }
    let text = uncommented.joined(separator: "\n")
    let result = RouteFileLoader.load(sources: [SourceFile(name: "routes.yaml", text: text)], environment: [:])
    #expect(text.contains("\n      idle: 5m\n"))
    #expect(text.contains("\n      oversize: {"))
    #expect(result.diagnostics.isEmpty)
  }

  @Test func `init writes once, and never over a file`() async throws {
    let file = directory.file("new.yaml")
    #expect(await console.run("init", file) == .success)
    #expect(directory.text(of: file) == StarterFile.text(path: file))
    #expect(console.errors.contains("gateway serve \(file)"))
    #expect(await console.run("init", file) == .problems)
    #expect(console.errors.hasSuffix("gateway: \(file) exists and stays as it is\n"))
  }

  @Test func `init says why it cannot write`() async {
    #expect(await console.run("init", directory.path + "/none/a.yaml") == .problems)
    #expect(console.errors.hasSuffix("/none/a.yaml: no such file or directory\n"))
  }
}
