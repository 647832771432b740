import Glibc
import Logging
package import POSIXStream
package import Routing

/// How to serve a plan, apart from what the plan says.
package struct ServeOptions: Sendable {
  /// Event loops; nothing means one for each core.
  package var loops: Int?
  package var format: LogOptions.Format
  package var level: LogOptions.Level
  /// Whether standard error is a terminal, where progress is shown.
  package var isTerminal: Bool
  package var version: String
  package var memory: MemoryLimit
  /// Tells the content of the files from another.
  package var hash: UInt64
  /// Reads the files again, on a thread where that may take its time; nothing where there is nothing to read.
  package var reload: (@Sendable () -> LoadedFiles)?

  package init(
    loops: Int? = nil, format: LogOptions.Format = .json, level: LogOptions.Level = .info, isTerminal: Bool = false,
    version: String = "", memory: MemoryLimit = .automatic, hash: UInt64 = 0,
    reload: (@Sendable () -> LoadedFiles)? = nil
  ) {
    self.loops = loops
    self.format = format
    self.level = level
    self.isTerminal = isTerminal
    self.version = version
    self.memory = memory
    self.hash = hash
    self.reload = reload
  }
}

/// Why serving did not begin.
package enum ServeFailure: Error, Sendable {
  case bind(BindFailure)
  /// The process has no descriptor or thread left for what it needs.
  case system(Errno)
}

/// The gateway as a process: from a plan to its exit status.
package enum Server {
  /// Binds every address, then serves until a signal ends it.
  ///
  /// - Throws: `ServeFailure`, and then nothing was accepted and no socket file is left.
  package static func run(_ plan: Plan, _ options: ServeOptions) async throws(ServeFailure) -> ExitStatus {
    ProcessDescriptors.openStandard()
    SignalPipe.ignore(SIGPIPE)
    SignalPipe.noteContinues()
    let limit = ProcessDescriptors.raiseLimit()
    let signals = try system { () throws(Errno) in try SignalPipe.open([SIGTERM, SIGINT, SIGHUP, SIGUSR1]) }
    let format = options.format
    let sink = LogSink { dropped in
      LineLogHandler.line(format, .warning, "log lines were dropped", ["dropped": .stringConvertible(dropped)])
    }
    try system { () throws(Errno) in try sink.start() }
    defer { sink.finish() }
    let level = LogLevel(Logger.Level(options.level))
    let log = Logger(label: "gateway") { _ in LineLogHandler(options.format, level: level, sink: sink) }
    let budget = options.memory.budget
    log.info("starting", metadata: fields(options, budget))
    let loops = max(1, options.loops ?? ProcessCores.count)
    let bound = try bind(plan, loops: loops, log)
    let crew = try system { () throws(Errno) in
      try Crew(loops: loops, bound: bound, descriptorLimit: limit, budget: budget, log: log)
    }
    announce(bound, plan, log)
    return await crew.serve(plan, signals, options, log, level, sink)
  }

  private static func fields(_ options: ServeOptions, _ budget: MemoryBudget) -> Logger.Metadata {
    var fields: Logger.Metadata = [:]
    if !options.version.isEmpty { fields["version"] = .string(options.version) }
    if let limit = budget.limit { fields["memory_limit"] = .stringConvertible(limit) }
    return fields
  }

  private static func system<R: ~Copyable>(_ body: () throws(Errno) -> R) throws(ServeFailure) -> R {
    do throws(Errno) {
      return try body()
    } catch {
      throw .system(error)
    }
  }

  private static func bind(_ plan: Plan, loops: Int, _ log: Logger) throws(ServeFailure) -> Bound {
    var binder = Binder(loops: loops)
    do throws(BindFailure) {
      let bound = try binder.bind(plan)
      for path in binder.replaced { log.info("removed stale socket", metadata: ["path": .string(path)]) }
      return bound
    } catch {
      throw .bind(error)
    }
  }

  private static func announce(_ bound: Bound, _ plan: Plan, _ log: Logger) {
    bound.announce(plan, log)
    if let longest = BoundSocket.longestBacklog, longest < BoundSocket.backlog {
      log.warning(
        "net.core.somaxconn is lower than the backlog: in a burst, clients wait longer to connect",
        metadata: ["somaxconn": .stringConvertible(longest), "backlog": .stringConvertible(BoundSocket.backlog)])
    }
    if ProcessIdentity.isInit, bound.addresses.keys.allSatisfy({ $0.address.isLoopback }) {
      log.warning("every listener is on loopback, which nobody outside this container reaches; listen on \"*:PORT\"")
    }
    log.info("ready")
  }
}

extension Logger.Level {
  init(_ level: LogOptions.Level) {
    switch level {
    case .debug: self = .debug
    case .info: self = .info
    case .warning: self = .warning
    case .error: self = .error
    }
  }
}
