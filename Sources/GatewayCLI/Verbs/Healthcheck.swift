import ArgumentParser
import Routing

/// `gateway healthcheck`: for containers without a shell.
struct Healthcheck: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Connect to each listener of a route file.",
    discussion: """
      EXAMPLES:
        gateway healthcheck
        gateway healthcheck edge.yaml

      The exit code is 0 when every listener took a connection within 2 seconds, 1
      otherwise. Listeners on port 0 are left out: their port is not in the file.
      """)

  static let installedPath = "/etc/gateway/routes.yaml"
  static let limit = Duration.seconds(2)

  @Argument(
    help: "The route file. (default: \(installedPath) if present, else ./\(Serve.defaultPath))",
    completion: .file(extensions: ["yaml", "yml"]))
  var file: String?

  @OptionGroup var colour: ColourOptions

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    let path = file ?? (FileSystem.exists(Self.installedPath) ? Self.installedPath : Serve.defaultPath)
    let listeners = try console.plan(from: [path], colour: colour.colour).routes.flatMap(\.listeners)
    let fixed = listeners.filter { !$0.hasFreePort }
    for listener in listeners where listener.hasFreePort { console.tell("\(listener.text): left out, port 0") }
    var refusals = 0
    for listener in fixed {
      guard let reason = Self.refusal(of: listener) else { continue }
      console.tell("gateway: \(listener.place): \(listener.text): \(reason)")
      refusals += 1
    }
    guard refusals == 0 else { return .problems }
    try console.print("ok (\(Tally.count(fixed.count, "listener")))\n")
    return .success
  }

  /// Why the listener takes no connection; nothing when it does.
  private static func refusal(of listener: Listen) -> String? {
    do throws(SocketFailure) {
      _ = try ClientSocket.connect(to: listener.endpoint, before: Deadline(after: limit))
      return nil
    } catch {
      return error.reason
    }
  }
}

extension Listen {
  /// Whether the kernel chooses the port.
  var hasFreePort: Bool {
    if case .tcp(_, port: 0) = endpoint { true } else { false }
  }
}
