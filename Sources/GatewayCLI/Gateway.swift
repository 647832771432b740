import ArgumentParser

/// The root of the command line.
struct Gateway: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway",
    abstract: "Answers text protocols over TCP and unix sockets as a YAML route file says.",
    discussion: """
      EXAMPLES:
        gateway reply 'ack:<line>'       answer every line on 127.0.0.1:7000
        gateway send :7000 hello         say hello, print the reply
        gateway init                     write a commented routes.yaml
        gateway serve                    serve ./routes.yaml
        gateway validate routes.yaml     check it; also whole directories
        gateway test routes.yaml         replay its conversations
        gateway try routes.yaml          type a line, see which rule takes it
        gateway explain routes.yaml      show it with every default filled in
        gateway explain GW104            explain the code of a message
        gateway help exit-codes          what the exit codes promise
      """,
    version: Build.version,
    subcommands: verbs)

  static let verbs: [any ParsableCommand.Type] = [
    Serve.self, Validate.self, Test.self, Try.self, Reply.self, Send.self, Explain.self, Schema.self, Initialize.self,
    Healthcheck.self,
    Version.self,
  ]

  /// Every word that may stand first, aliases included.
  static var words: [String] {
    verbs.flatMap { [$0._commandName] + $0.configuration.aliases } + ["help"]
  }
}
