import RouteFile
import Routing

extension Console {
  /// The plan that the files say together; what they say wrong goes to standard error.
  ///
  /// - Throws: a failure with `ExitStatus.noInput` or `.invalidFile`.
  func plan(from paths: [String], colour: ColourChoice) throws(Failure) -> Plan {
    try planAndFiles(from: paths, colour: colour).plan
  }

  /// The same, and what it was read from, where that can be read again.
  func planAndFiles(
    from paths: [String], colour: ColourChoice
  ) throws(Failure) -> (plan: Plan, files: ServedFiles?) {
    let result = RouteFileLoader.load(paths: paths, environment: environment)
    let plan = try plan(of: result, colour: colour, failing: .invalidFile)
    return (plan, ServedFiles(paths, environment: environment, result))
  }

  /// The plan of a file that the command line itself spells.
  ///
  /// - Throws: a failure with `ExitStatus.usage`: whoever typed the command wrote the file.
  func plan(from file: CommandLineFile, colour: ColourChoice) throws(Failure) -> Plan {
    let result = RouteFileLoader.load(sources: [file.source], environment: environment)
    return try plan(of: result, colour: colour, failing: .usage)
  }

  private func plan(
    of result: LoadResult, colour: ColourChoice, failing status: ExitStatus
  ) throws(Failure) -> Plan {
    guard result.inputFailures.isEmpty else {
      throw Failure(.noInput, result.inputFailures.map { "\($0.path): \($0.message)" }.joined(separator: "\ngateway: "))
    }
    let renderer = DiagnosticRenderer(format: .pretty, colour: colour.colours(errors, environment: environment))
    tell(renderer.render(result))
    if let plan = result.plan { return plan }
    let tally = Tally(result)
    guard tally.errors > 0 else { throw Failure(.internalError, "the loader gave neither a plan nor an error") }
    throw Failure(status, tally.problems)
  }
}

/// How much was looked at and found; a file that cannot be read is an error.
struct Tally: Equatable {
  var files: Int
  var errors: Int
  var warnings: Int

  init(files: Int, errors: Int, warnings: Int) {
    self.files = files
    self.errors = errors
    self.warnings = warnings
  }

  init(_ result: LoadResult) {
    let errors = result.diagnostics.count { $0.severity == .error }
    self.init(
      files: result.sources.count + result.inputFailures.count, errors: errors + result.inputFailures.count,
      warnings: result.diagnostics.count - errors)
  }

  /// `1 error, 2 warnings`
  var problems: String { "\(Tally.count(errors, "error")), \(Tally.count(warnings, "warning"))" }

  /// `3 files, 1 error, 2 warnings`
  var summary: String { "\(Tally.count(files, "file")), \(problems)" }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
