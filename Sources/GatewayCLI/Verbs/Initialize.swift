import ArgumentParser

/// `gateway init`
struct Initialize: Verb {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented starter file.",
    discussion: """
      EXAMPLES:
        gateway init                  write ./routes.yaml
        gateway init edge.yaml        write ./edge.yaml
        gateway init -                print it

      A file that exists is never overwritten: that ends with exit code 1.
      """)

  @Argument(help: "The file to write; - prints it.", completion: .file(extensions: ["yaml", "yml"]))
  var path = "routes.yaml"

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    guard path != "-" else {
      try console.print(StarterFile.text(path: "routes.yaml"))
      return .success
    }
    try NewFile.write(StarterFile.text(path: path), to: path)
    console.tell(
      """
      wrote \(path)
        serve it:  gateway serve\(path == "routes.yaml" ? "" : " \(path)")
        talk to it:  gateway send :7000 hello
      """)
    return .success
  }
}
