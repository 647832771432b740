import ArgumentParser
package import GatewayRuntime
import RouteFile
import Routing

/// The options of verbs that serve.
struct ServingOptions: ParsableArguments {
  @Option(help: "Event loops, each on a thread of its own. (default: one per core)")
  var loops: Int?

  @Option(help: "text or json. (default: what the file says, else text on a terminal, json elsewhere)")
  var logFormat: LogOptions.Format?

  @Option(help: "debug, info, warning or error. (default: what the file says, else info)")
  var logLevel: LogOptions.Level?

  @Option(
    help: "Memory above which nobody new is served: a size such as 512MiB, or none. (default: 3/4 of what there is)")
  var memoryLimit: MemoryLimit?

  static let loopRange = 1...1024

  func validate() throws {
    if let loops, !ServingOptions.loopRange.contains(loops) {
      throw ValidationError("--loops takes a number from 1 to \(ServingOptions.loopRange.upperBound), not \(loops)")
    }
  }

  var request: ServeRequest {
    ServeRequest(loops: loops, logFormat: logFormat, logLevel: logLevel, memory: memoryLimit ?? .automatic)
  }
}

/// A size as a route file writes it: `512MiB`; or `none`.
extension MemoryLimit: ExpressibleByArgument {
  package init?(argument: String) {
    if argument == "none" {
      self = .none
    } else if let bytes = try? SizeText.parse(argument, upTo: 1 << 50) {
      self = .bytes(bytes)
    } else {
      return nil
    }
  }
}

extension LogOptions.Format: ExpressibleByArgument {}
extension LogOptions.Level: ExpressibleByArgument {}

/// The value of `--framing`: a word or a map in braces, as in a route file.
struct FramingText: ExpressibleByArgument {
  var text: String

  /// One line only: what follows a line break would be a key of its own.
  init?(argument: String) {
    guard !argument.isEmpty, !argument.contains(where: \.isNewline) else { return nil }
    text = argument
  }
}

/// A duration as a route file writes it: `500ms`, `5s`.
struct DurationArgument: ExpressibleByArgument {
  var duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  init?(argument: String) {
    guard let duration = try? DurationText.parse(argument), duration > .zero else { return nil }
    self.duration = duration
  }

  var defaultValueDescription: String { DurationText.render(duration) }
}
