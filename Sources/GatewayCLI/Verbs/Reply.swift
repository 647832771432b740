import ArgumentParser

/// `gateway reply`
struct Reply: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Serve one reply from the command line, without a file.",
    discussion: """
      EXAMPLES:
        gateway reply 'ack:<line>'
        gateway reply '<line|upper>' --listen '*:7000' --framing crlf
        gateway reply '<frame>' --framing '{ length: { bytes: 4 } }'
        gateway reply 'ack:<line>' --print-config > routes.yaml
      """)

  @Argument(help: "What every message is answered with; <line> is the message.")
  var reply: String

  @Option(help: "Where to listen, as in a route file; may be repeated. (default: :7000, on loopback)")
  var listen: [String] = []

  @Option(help: "How bytes become messages: a word or a map in braces. (default: line)")
  var framing: FramingText?

  @Flag(help: "Print the route file this is equal to, and serve nothing.")
  var printConfig = false

  @OptionGroup var serving: ServingOptions
  @OptionGroup var colour: ColourOptions

  static let defaultListen = ":7000"

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    let file = CommandLineFile(
      route: "reply", listen: listen.isEmpty ? [Reply.defaultListen] : listen, framing: framing?.text, reply: reply)
    let plan = try console.plan(from: file, colour: colour.colour)
    guard printConfig else { return try await console.serve(plan, serving.request) }
    try console.print(file.text)
    return .success
  }
}
