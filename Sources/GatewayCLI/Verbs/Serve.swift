import ArgumentParser

/// `gateway serve`
struct Serve: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Serve route files until told to stop.",
    discussion: """
      EXAMPLES:
        gateway serve                         serve ./routes.yaml
        gateway serve edge.yaml lab.yaml      serve two files as one
        gateway serve - < routes.yaml         serve what comes on standard input

      SIGTERM and Ctrl-C drain: what arrived is answered, then connections are
      closed. A second signal quits at once. SIGHUP reads the files again, and
      changes nothing where they are wrong. SIGUSR1 logs every counter.
      """)

  static let defaultPath = "routes.yaml"

  @Argument(help: "Route files. (default: ./routes.yaml)", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String] = []

  @OptionGroup var serving: ServingOptions
  @OptionGroup var colour: ColourOptions

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    if files.isEmpty, !FileSystem.exists(Serve.defaultPath) { throw Serve.nothingToServe }
    let paths = files.isEmpty ? [Serve.defaultPath] : files
    let (plan, served) = try console.planAndFiles(from: paths, colour: colour.colour)
    var request = serving.request
    request.files = served
    return try await console.serve(plan, request)
  }

  private static let nothingToServe = Failure(
    .noInput,
    """
    no file named, and there is no ./\(defaultPath)
      gateway init                   writes a starter file
      gateway reply 'ack:<line>'     serves without one
    """)
}
