/// How the process ends: a contract that scripts and supervisors may rely on.
///
/// Codes from 64 on follow sysexits(3).
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case success = 0
  case problems = 1
  case hardStop = 2
  case cutOff = 3
  case usage = 64
  case noInput = 66
  case unavailable = 69
  case internalError = 70
  case outputFailed = 74
  case invalidFile = 78

  /// What the code says about a verb that checks, asks or prints.
  var meaning: String {
    switch self {
    case .success: "done, and nothing found; serve: a clean stop, every connection ended in time"
    case .problems: "problems found, tests failed; send: a line without a reply; healthcheck: a listener refused"
    case .hardStop: "serve: a second signal, quit at once"
    case .cutOff: "serve: the drain deadline cut somebody off"
    case .usage: "bad command line"
    case .noInput: "a file is missing, unreadable, not regular or too large"
    case .unavailable: "serve: an address cannot be bound"
    case .internalError: "a bug in gateway"
    case .outputFailed: "standard output could not be written"
    case .invalidFile: "serve, explain, healthcheck: the route file is invalid"
    }
  }

  /// The text of `gateway help exit-codes`.
  static var page: String {
    let rows = allCases.map { status in
      let code = String(status.rawValue)
      return String(repeating: " ", count: max(0, 4 - code.count)) + code + "  " + status.meaning
    }
    return "EXIT CODES:\n" + rows.joined(separator: "\n") + "\n"
  }
}

/// Why a verb gives up: one line for standard error, and the code to end with.
package struct Failure: Error, Sendable, Equatable {
  package var status: ExitStatus
  /// Lower case, no full stop. Empty where there is nobody left to tell (a reader that went away).
  package var message: String

  package init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}
