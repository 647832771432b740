/// What a route file says, checked and compiled: the one value that the loader hands to the runtime.
///
/// A plan never changes. Reload makes a new one; a connection finishes on the plan it began with.
package struct Plan: Sendable {
  package var routes: [Route]
  /// How long the process may take to end its connections once told to stop.
  package var drain: Duration
  package var log: LogOptions
  /// Conversations with the routes; serving takes no notice of them.
  package var tests: [TestCase]

  /// The constant maps that routes may look up, in the order of their names.
  package var tables: [Table]

  package static let defaultDrain = Duration.seconds(8)

  package init(
    routes: [Route], drain: Duration = Plan.defaultDrain, log: LogOptions = .init(), tests: [TestCase] = [],
    tables: [Table] = []
  ) {
    self.routes = routes
    self.drain = drain
    self.log = log
    self.tests = tests
    self.tables = tables
  }
}

package struct LogOptions: Sendable, Equatable {
  package enum Format: String, Sendable, CaseIterable { case text, json }
  package enum Level: String, Sendable, CaseIterable { case debug, info, warning, error }
  /// Nothing means: text on a terminal, JSON otherwise.
  package var format: Format?
  package var level: Level

  package init(format: Format? = nil, level: Level = .info) {
    self.format = format
    self.level = level
  }
}

/// A place in a route file; lines and columns count from 1, columns in characters.
package struct Place: Sendable, Hashable, CustomStringConvertible {
  package var file: String
  package var line: Int
  package var column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  package var description: String { "\(file):\(line):\(column)" }
}
