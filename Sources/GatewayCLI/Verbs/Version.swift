import ArgumentParser
import Glibc
import RouteFile

/// `gateway version`: what a bug report needs.
struct Version: Verb {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Print the version, the libraries and the limits of this machine.",
    discussion: """
      EXAMPLES:
        gateway version
        gateway version --json
      """)

  @Flag(name: .customLong("json"), help: "One JSON object.")
  var asJSON = false

  func run(in console: Console) async throws(Failure) -> ExitStatus {
    let report = BuildReport()
    try console.print(asJSON ? report.json : report.text)
    return .success
  }
}

/// What this build is and what this process may use.
struct BuildReport {
  let version = Build.version
  let commit = Build.commit ?? "unknown"
  let swift = Build.swift
  let libyaml = YAMLLibrary.version
  /// Open descriptors, the soft limit and the hard one, which `serve` raises it to.
  let descriptors = BuildReport.descriptorLimits()

  var text: String {
    """
    gateway \(version) (commit \(commit))
    swift \(swift), libyaml \(libyaml)
    descriptors \(descriptors.soft), at most \(descriptors.hard)

    """
  }

  var json: String {
    """
    {"version":\(JSONText.quoted(version)),"commit":\(JSONText.quoted(commit)),"swift":\(JSONText.quoted(swift)),\
    "libraries":{"libyaml":\(JSONText.quoted(libyaml))},\
    "limits":{"nofile":{"soft":\(descriptors.soft),"hard":\(descriptors.hard)}}}

    """
  }

  /// See getrlimit(2).
  static func descriptorLimits() -> (soft: UInt, hard: UInt) {
    var limit = rlimit()
    // SAFETY: getrlimit fills the structure it is given.
    _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return (limit.rlim_cur, limit.rlim_max)
  }
}
