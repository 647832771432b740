import Logging
import POSIXStream

/// What was logged, line by line.
final class RecordedLog: Sendable {
  struct Line: Sendable {
    let level: Logger.Level
    let message: String
    let fields: [String: String]
  }

  private let recorded = Locked<[Line]>([])

  var lines: [Line] { recorded.with { $0 } }

  /// Records every line of `level` and above.
  func logger(_ level: Logger.Level = .debug) -> Logger {
    Logger(label: "test") { _ in Handler(log: self, logLevel: level) }
  }

  private struct Handler: LogHandler {
    let log: RecordedLog
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let fields = (event.metadata ?? [:]).mapValues(\.description)
      log.recorded.with {
        $0.append(Line(level: event.level, message: event.message.description, fields: fields))
      }
    }
  }
}
