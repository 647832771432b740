package import GatewayRuntime
package import POSIXStream
package import Routing

/// Everything a verb may touch outside its arguments, so that a test can stand in for the process.
package struct Console {
  package var environment: [String: String]
  /// Results: what another program may read.
  package var output: Sink
  /// Everything else: diagnostics, progress, hints.
  package var errors: Sink
  /// The next line of standard input without its newline; nothing at the end.
  package var readLine: () throws(Failure) -> [UInt8]?
  /// Runs a plan until it is stopped.
  package var serve: ServeEntry

  package typealias ServeEntry = (Plan, ServeRequest) async throws(Failure) -> ExitStatus

  package init(
    environment: [String: String], output: Sink, errors: Sink,
    readLine: @escaping () throws(Failure) -> [UInt8]?, serve: @escaping ServeEntry
  ) {
    self.environment = environment
    self.output = output
    self.errors = errors
    self.readLine = readLine
    self.serve = serve
  }

  /// Writes a result as it is.
  ///
  /// - Throws: a failure with `ExitStatus.outputFailed`, without a message when the reader went away.
  func print(_ text: String) throws(Failure) { try print(Array(text.utf8)) }

  /// Writes the bytes of a result as they are.
  func print(_ bytes: [UInt8]) throws(Failure) {
    guard let error = output.write(bytes) else { return }
    throw Failure(.outputFailed, error == .brokenPipe ? "" : "cannot write to standard output: \(error.message)")
  }

  /// All that is left of standard input.
  func readToEnd() throws(Failure) -> [UInt8] {
    var text: [UInt8] = []
    while let line = try readLine() { text += line + [UInt8(ascii: "\n")] }
    return text
  }

  /// Writes a line to standard error. Nobody could be told of a failure here, so it is ignored.
  func tell(_ text: String) {
    guard !text.isEmpty else { return }
    _ = errors.write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }
}

/// What the command line says about serving; it wins over what the file says.
package struct ServeRequest: Sendable, Equatable {
  package var loops: Int?
  package var logFormat: LogOptions.Format?
  package var logLevel: LogOptions.Level?
  /// What the plan was read from, where that can be read again.
  package var files: ServedFiles?
  package var memory: MemoryLimit

  package init(
    loops: Int? = nil, logFormat: LogOptions.Format? = nil, logLevel: LogOptions.Level? = nil,
    files: ServedFiles? = nil, memory: MemoryLimit = .automatic
  ) {
    self.loops = loops
    self.logFormat = logFormat
    self.logLevel = logLevel
    self.files = files
    self.memory = memory
  }
}

/// Where bytes go.
package struct Sink {
  package var isTerminal: Bool
  /// Writes all of the bytes, or answers why not.
  package var write: ([UInt8]) -> Errno?

  package init(isTerminal: Bool, write: @escaping ([UInt8]) -> Errno?) {
    self.isTerminal = isTerminal
    self.write = write
  }
}
