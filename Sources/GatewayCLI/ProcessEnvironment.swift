@unsafe @preconcurrency import Glibc

/// The variables this process was started with.
enum ProcessEnvironment {
  /// Of two entries with one name the first counts, as for getenv(3).
  static func read() -> [String: String] {
    var result: [String: String] = [:]
    // SAFETY: environ ends with a null pointer (see environ(7)), and nothing in this process changes it.
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let parts = unsafe String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, result[String(parts[0])] == nil { result[String(parts[0])] = String(parts[1]) }
      unsafe entry += 1
    }
    return result
  }
}
