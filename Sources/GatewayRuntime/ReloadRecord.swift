import POSIXStream

/// What became of the reloads of a process, for its counters.
struct ReloadRecord {
  private var hash: UInt64
  private var hasSucceeded = true
  /// Seconds since 1970-01-01T00:00:00Z.
  private var lastSuccess: Int64
  private var successes = 0
  private var failures = 0

  /// - Parameter hash: of the files that the process began with.
  init(_ hash: UInt64, at clock: any LoopClock) {
    self.hash = hash
    lastSuccess = clock.wallMilliseconds() / 1000
  }

  mutating func succeeded(_ hash: UInt64, at clock: any LoopClock) {
    self.hash = hash
    hasSucceeded = true
    lastSuccess = clock.wallMilliseconds() / 1000
    successes += 1
  }

  mutating func failed() {
    hasSucceeded = false
    failures += 1
  }

  var samples: [(name: String, value: Int)] {
    let digits = String(hash, radix: 16)
    let hex = String(repeating: "0", count: 16 - digits.utf8.count) + digits
    return [
      ("gateway_config_info{hash=\"\(hex)\"}", 1),
      ("gateway_config_last_reload_successful", hasSucceeded ? 1 : 0),
      ("gateway_config_last_reload_success_timestamp_seconds", Int(lastSuccess)),
      ("gateway_reloads_total{result=\"ok\"}", successes),
      ("gateway_reloads_total{result=\"failed\"}", failures),
    ]
  }
}
