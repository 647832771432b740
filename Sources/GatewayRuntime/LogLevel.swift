package import Logging
package import Routing
import Synchronization

/// How much is logged: one value for every logger of a process, which a reload may change.
package final class LogLevel: Sendable {
  private let place: Atomic<Int>
  private static let levels = Logger.Level.allCases

  package init(_ level: Logger.Level) { place = Atomic(LogLevel.place(of: level)) }

  package var level: Logger.Level { LogLevel.levels[place.load(ordering: .relaxed)] }

  package func set(_ level: LogOptions.Level) {
    place.store(LogLevel.place(of: Logger.Level(level)), ordering: .relaxed)
  }

  private static func place(of level: Logger.Level) -> Int { levels.firstIndex(of: level) ?? 0 }
}
