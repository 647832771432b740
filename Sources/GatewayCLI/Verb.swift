import ArgumentParser

/// A verb of the command line. Its arguments come from the parser; all else comes from the console.
protocol Verb: ParsableCommand {
  func run(in console: Console) async throws(Failure) -> ExitStatus
}
