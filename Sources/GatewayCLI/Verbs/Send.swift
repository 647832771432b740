import ArgumentParser
import Framing
import Routing

/// `gateway send`
struct Send: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Send messages, print the replies.",
    discussion: """
      EXAMPLES:
        gateway send :7000 hello
        gateway send '[::1]:7000' one two three
        gateway send unix:/run/gateway.sock --framing netstring hello
        gateway send :7000 --hex '02 41 03'
        printf 'one\\ntwo\\n' | gateway send :7000

      Each message waits for its reply before the next is sent. Without messages,
      each line of standard input is one. The exit code is 0 when every message got
      a reply, 1 otherwise. On a terminal control characters are shown as escapes;
      elsewhere replies are printed as they came, each followed by a newline.

      Whatever comes next counts as the reply, a greeting too; with --half-close
      everything the server says is printed.
      """)

  @Argument(help: "Where to, as `listen` in a route file: 127.0.0.1:7000, :7000, unix:/path.")
  var address: String

  @Argument(help: "Messages. Put -- before one that begins with a dash.")
  var lines: [String] = []

  @Option(help: "How bytes become messages: a word or a map in braces. (default: line)")
  var framing: FramingText?

  @Flag(help: "Messages are written, and replies shown, as hexadecimal digits.")
  var hex = false

  @Flag(help: "End our side after the last message, and print everything until the peer ends its own.")
  var halfClose = false

  @Option(help: "The longest wait for the connection, and for each reply: 500ms, 5s, 1m.")
  var timeout = DurationArgument(.seconds(5))

  @OptionGroup var colour: ColourOptions

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    let file = CommandLineFile(route: "send", listen: [address], framing: framing?.text, reply: "<line>")
    guard let route = try console.plan(from: file, colour: colour.colour).routes.first,
      let listener = route.listeners.first
    else { throw Failure(.internalError, "the loader gave a plan without a route") }
    if case .tcp(_, port: 0) = listener.endpoint { throw Failure(.usage, "\(address): port 0 is no destination") }
    let messages = try messages(route.framing, from: console)
    let socket: ClientSocket
    do throws(SocketFailure) {
      socket = try ClientSocket.connect(to: listener.endpoint, before: Deadline(after: timeout.duration))
    } catch {
      throw Failure(.problems, "\(address): \(error.reason)")
    }
    let conversation = Conversation(socket, framing: route.framing, timeout: timeout.duration)
    // Where the end of the stream is the end of the message, a reply comes only after it.
    let endsEarly = halfClose || route.framing.kind == .eof
    var session = SendSession(conversation, console: console, showsHex: hex, endsEarly: endsEarly)
    return try session.run(messages)
  }

  private func messages(_ framing: Framing, from console: Console) throws(Failure) -> MessageSource {
    guard framing.kind == .eof else {
      return MessageSource(
        lines: lines.map { Array($0.utf8) }, isHex: hex, readLine: lines.isEmpty ? console.readLine : nil)
    }
    guard lines.count <= 1 else { throw Failure(.usage, "a connection with the framing eof carries one message") }
    if let line = lines.first { return MessageSource(lines: [Array(line.utf8)], isHex: hex, readLine: nil) }
    return MessageSource(lines: [try console.readToEnd()], isHex: hex, readLine: nil)
  }
}
