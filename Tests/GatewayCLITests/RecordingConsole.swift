import GatewayCLI
import POSIXStream
import Routing

/// A console in memory: keeps what a verb writes, and what it would have served.
final class RecordingConsole {
  var environment: [String: String] = [:]
  var isTerminal = false
  /// What every write to standard output is answered with.
  var outputError: Errno?
  /// What a server ends with.
  var serveStatus = ExitStatus.success
  var input: [String] = []

  private(set) var outputBytes: [UInt8] = []
  private(set) var errorBytes: [UInt8] = []
  private(set) var served: [(plan: Plan, request: ServeRequest)] = []

  var output: String { String(decoding: outputBytes, as: UTF8.self) }
  var errors: String { String(decoding: errorBytes, as: UTF8.self) }

  func run(_ arguments: String...) async -> ExitStatus { await CommandLineTool.run(arguments, in: console) }

  var console: Console {
    Console(
      environment: environment,
      output: Sink(isTerminal: isTerminal) { bytes in
        guard self.outputError == nil else { return self.outputError }
        self.outputBytes += bytes
        return nil
      },
      errors: Sink(isTerminal: isTerminal) { bytes in
        self.errorBytes += bytes
        return nil
      },
      readLine: { self.input.isEmpty ? nil : Array(self.input.removeFirst().utf8) },
      serve: { plan, request in
        self.served.append((plan, request))
        return self.serveStatus
      })
  }
}
