import Glibc
import POSIXStream

extension Console {
  /// The console of this very process.
  package static func process() -> Console {
    let input = LineReader(descriptor: STDIN_FILENO)
    let output = Sink(standard: STDOUT_FILENO)
    let errors = Sink(standard: STDERR_FILENO)
    // A socket with the number of a closed standard output would be sent what is printed.
    ProcessDescriptors.openStandard()
    return Console(
      environment: ProcessEnvironment.read(),
      output: output,
      errors: errors,
      readLine: { () throws(Failure) in try input.next() },
      serve: Serving.serve)
  }
}

extension Sink {
  /// One that was closed before the process began stays so, whatever gets its number.
  fileprivate init(standard descriptor: CInt) {
    if fcntl(descriptor, F_GETFD) < 0 {
      self.init(isTerminal: false) { _ in .badDescriptor }
    } else {
      self.init(descriptor: descriptor)
    }
  }

  init(descriptor: CInt) {
    self.init(isTerminal: isatty(descriptor) == 1) { Sink.writeAll($0, to: descriptor) }
  }

  /// See write(2). A descriptor that somebody else made non-blocking is waited for.
  private static func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> Errno? {
    var written = 0
    while written < bytes.count {
      let result = LinuxSystemCalls.shared.write(descriptor, bytes.span.extracting(written...))
      switch result.error {
      case nil: written += result.raw
      case .interrupted: continue
      case .again: waitForRoom(descriptor)
      case let error?: return error
      }
    }
    return nil
  }

  private static func waitForRoom(_ descriptor: CInt) {
    var one = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    // SAFETY: one entry, as many as the structure handed over.
    _ = unsafe poll(&one, 1, -1)
  }
}
