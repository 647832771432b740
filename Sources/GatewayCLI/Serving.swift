import ArgumentParser
import GatewayRuntime
import Glibc
import POSIXStream
import Routing

/// From a plan and the words of a command line to the runtime, and back to an exit status.
enum Serving {
  /// The first thing that a process does: signals that mean something to who serves, and to nobody else, must not
  /// end it while it still reads its files.
  static func prepare(for verb: String) {
    let serving: [any ParsableCommand.Type] = [Serve.self, Reply.self]
    if serving.contains(where: { $0._commandName == verb }) { SignalPipe.expect([SIGHUP, SIGUSR1]) }
  }

  /// - Throws: a failure with `ExitStatus.unavailable`, and then nothing was served.
  static func serve(_ plan: Plan, _ request: ServeRequest) async throws(Failure) -> ExitStatus {
    let options = options(for: plan, request, isTerminal: isatty(STDERR_FILENO) == 1)
    do throws(ServeFailure) {
      let status = try await Server.run(plan, options)
      return ExitStatus(rawValue: status.rawValue) ?? .internalError
    } catch {
      throw Failure(.unavailable, message(of: error))
    }
  }

  /// The command line wins over the file; without either the log is for whoever reads it.
  static func options(for plan: Plan, _ request: ServeRequest, isTerminal: Bool) -> ServeOptions {
    ServeOptions(
      loops: request.loops,
      format: request.logFormat ?? plan.log.format ?? (isTerminal ? .text : .json),
      level: request.logLevel ?? plan.log.level,
      isTerminal: isTerminal,
      version: Build.version,
      memory: request.memory,
      hash: request.files?.hash ?? 0,
      reload: reload(request))
  }

  private static func reload(_ request: ServeRequest) -> (@Sendable () -> LoadedFiles)? {
    guard let files = request.files else { return nil }
    return { files.load(request) }
  }

  static func message(of failure: ServeFailure) -> String {
    switch failure {
    case .bind(let failure): failure.message
    case .system(let error): "cannot start: \(error.message)"
    }
  }
}
