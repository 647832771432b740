import ArgumentParser
import RouteFile

/// `gateway schema`
struct Schema: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema of route files, for editors.",
    discussion: """
      EXAMPLES:
        gateway schema > gateway.schema.json

      An editor with a YAML language server uses it where a file begins with
        # yaml-language-server: $schema=gateway.schema.json
      """)

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    let text = JSONSchema.render()
    try console.print(text.hasSuffix("\n") ? text : text + "\n")
    return .success
  }
}
