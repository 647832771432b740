import ArgumentParser
import RouteFile
import Routing

/// `gateway validate`
///
/// Pure: it reads the named files and the environment. It writes, binds, resolves and connects nothing.
struct Validate: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Check route files; touch nothing.",
    discussion: """
      EXAMPLES:
        gateway validate routes.yaml
        gateway validate edge.yaml lab.yaml    as one, as `serve` would take them
        gateway validate routes/               each file of the directory by itself
        gateway validate --format json - < routes.yaml
        gateway validate --strict --preflight routes.yaml

      The exit code is 0 when nothing is wrong, 1 when something is, 66 when a file
      cannot be read.
      """,
    aliases: ["check"])

  @Argument(help: "Route files and directories; - is standard input.", completion: .file(extensions: ["yaml", "yml"]))
  var paths: [String]

  @Flag(help: "Warnings are errors.")
  var strict = false

  @Flag(help: "Also look, without changing anything, whether this machine could serve the file now.")
  var preflight = false

  @Option(help: "pretty, short (one line each), json, or github (annotations of a workflow).")
  var format = DiagnosticRenderer.Format.pretty

  @OptionGroup var colour: ColourOptions

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    let sets = try ValidationTargets(paths).sets
    var results = sets.map { RouteFileLoader.load(paths: $0, environment: console.environment) }
    if preflight { results = results.map(Preflight(machine: .current()).adding) }
    if strict { results = results.map(\.strict) }
    try report(results, on: console)
    return Validate.status(results)
  }

  private func report(_ results: [LoadResult], on console: Console) throws(Failure) {
    let all = LoadResult.joined(results)
    let renderer = DiagnosticRenderer(
      format: format, colour: colour.colour.colours(console.output, environment: console.environment))
    try console.print(renderer.render(all))
    if format == .pretty {
      for result in results where !result.hasErrors { try console.print(Validate.praise(result)) }
    }
    let tally = Tally(all)
    if results.count > 1 || tally.errors + tally.warnings > 0 { console.tell(tally.summary) }
  }

  /// `routes.yaml: ok (1 route)`
  private static func praise(_ result: LoadResult) -> String {
    let names = result.sources.map(\.name).joined(separator: ", ")
    return "\(names): ok (\(Tally.count(result.plan?.routes.count ?? 0, "route")))\n"
  }

  private static func status(_ results: [LoadResult]) -> ExitStatus {
    if results.contains(where: { !$0.inputFailures.isEmpty }) { return .noInput }
    return results.contains(where: \.hasErrors) ? .problems : .success
  }
}

extension DiagnosticRenderer.Format: ExpressibleByArgument {}
