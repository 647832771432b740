import GatewayRuntime
import Glibc
import POSIXStream
import Routing

/// From a request on the command line to the runtime, and from its failures to exit statuses.
enum Serving {
  static func run(_ plan: Plan, _ request: ServeRequest) async throws(Failure) -> ExitStatus {
    let isTerminal = isatty(STDERR_FILENO) == 1
    let options = ServeOptions(
      loops: request.loops, format: request.logFormat ?? plan.log.format ?? (isTerminal ? .text : .json),
      level: request.logLevel ?? plan.log.level, isTerminal: isTerminal, version: Build.version)
    do throws(ServeFailure) {
      return ExitStatus(try await Server.run(plan, options))
    } catch {
      throw Failure(error)
    }
  }
}

extension ExitStatus {
  fileprivate init(_ status: GatewayRuntime.ExitStatus) {
    switch status {
    case .clean: self = .success
    case .hardStop: self = .hardStop
    case .cut: self = .cutOff
    }
  }
}

extension Failure {
  fileprivate init(_ failure: ServeFailure) {
    switch failure {
    case .bind(let bind):
      self.init(.unavailable, "\(bind.listen.place): listen \(bind.listen.text): \(bind.reason)")
    case .system(let error): self.init(.internalError, "cannot start: \(error.message)")
    }
  }
}
