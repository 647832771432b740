import GatewayCLI
import POSIXStream
import Testing

@Suite struct CommandLineToolTests {
  @Test func `without a verb the help goes to standard error and the command line is bad`() async {
    let console = RecordingConsole()
    #expect(await console.run() == .usage)
    #expect(console.errors.contains("EXAMPLES:"))
    #expect(console.output.isEmpty)
  }

  @Test(arguments: [["--help"], ["-h"], ["help"], ["help", "serve"], ["serve", "--help"], ["check", "-h"]])
  func `help is a result that leads with examples`(_ arguments: [String]) async {
    let console = RecordingConsole()
    #expect(await CommandLineTool.run(arguments, in: console.console) == .success)
    let headings = console.output.split(separator: "\n").filter { $0.hasPrefix("EXAMPLES:") || $0.hasPrefix("USAGE:") }
    #expect(headings.first == "EXAMPLES:")
    #expect(headings.count == 2)
    #expect(console.errors.isEmpty)
  }

  @Test(arguments: [
    "serve", "validate", "check", "reply", "send", "explain", "schema", "init", "healthcheck", "version",
  ])
  func `every verb has help with an example`(_ verb: String) async {
    let console = RecordingConsole()
    #expect(await console.run(verb, "--help") == .success)
    #expect(console.output.contains("EXAMPLES:\n  gateway "))
  }

  @Test(arguments: [
    ("serv", "serve"), ("sevre", "serve"), ("valdate", "validate"), ("chekc", "check"), ("versoin", "version"),
    ("hepl", "help"), ("exlpain", "explain"),
  ])
  func `a mistyped verb gets the near one`(_ typed: String, _ meant: String) async {
    let console = RecordingConsole()
    #expect(await console.run(typed) == .usage)
    #expect(console.errors.hasPrefix("gateway: unknown verb `\(typed)`; did you mean `\(meant)`?\n"))
  }

  @Test func `a verb far from every other gets no suggestion`() async {
    let console = RecordingConsole()
    #expect(await console.run("frobnicate") == .usage)
    #expect(console.errors.hasPrefix("gateway: unknown verb `frobnicate`\n"))
  }

  @Test func `a file in place of a verb gets the verb`() async {
    let console = RecordingConsole()
    #expect(await console.run("routes.yaml") == .usage)
    #expect(console.errors.contains("gateway serve routes.yaml"))
  }

  @Test(arguments: [
    ["serve", "--lops", "2"], ["serve", "--loops", "0"], ["serve", "--loops", "two"], ["serve", "--log-level", "loud"],
    ["validate"], ["validate", "--format", "xml", "a.yaml"], ["validate", "--color", "blue", "a.yaml"], ["reply"],
    ["send"], ["send", ":7000", "--timeout", "soon"], ["send", ":7000", "--framing", "line\nclose: true"],
    ["version", "extra"], ["explain"],
  ])
  func `a bad command line ends with 64 and says how it goes`(_ arguments: [String]) async {
    let console = RecordingConsole()
    #expect(await CommandLineTool.run(arguments, in: console.console) == .usage)
    #expect(console.errors.hasPrefix("gateway: "))
    #expect(console.errors.contains("Usage: gateway \(arguments[0])"))
    #expect(console.output.isEmpty)
  }

  @Test func `the exit codes are a page of the help`() async {
    let console = RecordingConsole()
    #expect(await console.run("help", "exit-codes") == .success)
    for code in [0, 1, 2, 3, 64, 66, 69, 70, 74, 78] {
      #expect(console.output.contains("  \(code)  "), "\(code) is missing")
    }
  }

  @Test func `a full disk under standard output is a failure with a reason`() async {
    let console = RecordingConsole()
    console.outputError = Errno(rawValue: 28)
    #expect(await console.run("version") == .outputFailed)
    #expect(console.errors == "gateway: cannot write to standard output: no space left on device\n")
  }

  @Test func `a reader that went away is a failure without a word`() async {
    let console = RecordingConsole()
    console.outputError = .brokenPipe
    #expect(await console.run("help", "exit-codes") == .outputFailed)
    #expect(console.errors.isEmpty)
  }

  @Test func `the version is one line and one JSON object`() async {
    let plain = RecordingConsole()
    #expect(await plain.run("version") == .success)
    #expect(plain.output.hasPrefix("gateway \(Build.version) "))
    let json = RecordingConsole()
    #expect(await json.run("version", "--json") == .success)
    #expect(json.output.hasPrefix("{\"version\":\"\(Build.version)\",\"commit\":"))
    #expect(json.output.hasSuffix("}\n"))
    let short = RecordingConsole()
    #expect(await short.run("--version") == .success)
    #expect(short.output == Build.version + "\n")
  }
}
