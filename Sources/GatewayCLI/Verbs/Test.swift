import ArgumentParser
import POSIXStream
import RouteFile
import Routing

/// `gateway test`
struct Test: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Replay the conversations of route files, in memory and in every chunking.",
    discussion: """
      EXAMPLES:
        gateway test                          the tests of ./routes.yaml
        gateway test edge.yaml lab.yaml       as one, as `serve` would take them
        gateway test routes/                  each file of the directory by itself
        gateway test --filter login           only tests with `login` in their name
        gateway test --update routes.yaml     write what comes into the file
        gateway test --format junit > tests.xml

      Tests stand under the key `tests` of a route file, or in NAME.tests.yaml beside
      NAME.yaml. The exit code is 0 when all pass, 1 when one fails, when a file is
      invalid and when there are no tests at all, 66 when a file cannot be read.
      """)

  @Argument(
    help: "Route files and directories. (default: ./routes.yaml)", completion: .file(extensions: ["yaml", "yml"]))
  var paths: [String] = []

  @Option(help: "pretty, junit (XML) or json.")
  var format = TestReport.Format.pretty

  @Option(help: "Run only the tests whose name contains this text.")
  var filter: String?

  @Flag(help: "Write what comes into the files, in place of what was expected.")
  var update = false

  @Flag(help: "A rule that no test reaches is a failure.")
  var strict = false

  @OptionGroup var colour: ColourOptions

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    let sets = try ValidationTargets(paths.isEmpty ? [Serve.defaultPath] : paths).sets
    var results = sets.map { RouteFileLoader.load(paths: $0, environment: console.environment) }
    tell(results, console)
    if update {
      for result in results { try await write(result, console) }
      results = sets.map { RouteFileLoader.load(paths: $0, environment: console.environment) }
    }
    let report = try await report(results, console)
    try console.print(report.render(format))
    console.tell(report.outcomes.isEmpty ? "no tests\(filter.map { " with `\($0)` in their name" } ?? "")" : "")
    if results.count > 1 || report.failures > 0 { console.tell(report.summary) }
    return status(results, report)
  }

  /// What is wrong with the files, and cannot be read.
  private func tell(_ results: [LoadResult], _ console: Console) {
    let renderer = DiagnosticRenderer(
      format: .pretty, colour: colour.colour.colours(console.errors, environment: console.environment))
    for result in results where result.hasErrors { console.tell(renderer.render(result)) }
  }

  private func report(_ results: [LoadResult], _ console: Console) async throws(Failure) -> TestReport {
    var report = TestReport()
    for result in results {
      guard let plan = result.plan else { continue }
      let tests = chosen(plan)
      let outcomes = try await Test.run(tests, of: plan)
      let unreached = filter == nil && !tests.isEmpty ? UnreachedRule.all(of: plan, after: outcomes) : []
      report.sets.append(TestedSet(files: result.sources.map(\.name), outcomes: outcomes, unreached: unreached))
    }
    return report
  }

  /// Writes what comes into the files of a set.
  private func write(_ result: LoadResult, _ console: Console) async throws(Failure) {
    guard let plan = result.plan else { return }
    let tests = chosen(plan)
    let updates: [TestUpdate]
    do throws(Errno) {
      updates = try await TestRunner(plan: plan).updates(of: tests)
    } catch {
      throw Failure(.internalError, "cannot begin: \(error.message)")
    }
    for place in updates.flatMap(\.refusals) { console.tell("\(place): this step cannot be written anew in place") }
    for source in result.sources where source.name != SourceReader.standardInputName {
      let edits = zip(tests, updates).filter { $0.0.place.file == source.name }.flatMap(\.1.edits)
      let bytes = TestUpdate.apply(edits, to: source.bytes)
      guard bytes != source.bytes else { continue }
      try ExistingFile.replace(source.name, by: source.mark + bytes)
      console.tell("\(source.name): written")
    }
  }

  private func chosen(_ plan: Plan) -> [TestCase] {
    filter.map { text in plan.tests.filter { $0.name.contains(text) } } ?? plan.tests
  }

  private static func run(_ tests: [TestCase], of plan: Plan) async throws(Failure) -> [TestOutcome] {
    guard !tests.isEmpty else { return [] }
    do throws(Errno) {
      return try await TestRunner(plan: plan).run(tests)
    } catch {
      throw Failure(.internalError, "cannot begin: \(error.message)")
    }
  }

  private func status(_ results: [LoadResult], _ report: TestReport) -> ExitStatus {
    if results.contains(where: { !$0.inputFailures.isEmpty }) { return .noInput }
    let isWrong = results.contains(where: \.hasErrors) || report.failures > 0 || report.outcomes.isEmpty
    return isWrong || strict && !report.unreached.isEmpty ? .problems : .success
  }
}

extension TestReport.Format: ExpressibleByArgument {}
