import CLibYAML

/// The YAML library this build runs with.
package enum YAMLLibrary {
  /// `0.2.5`; see yaml_get_version(3).
  package static var version: String {
    var parts: (major: Int32, minor: Int32, patch: Int32) = (0, 0, 0)
    // SAFETY: the call fills the three numbers it is given.
    unsafe yaml_get_version(&parts.major, &parts.minor, &parts.patch)
    return "\(parts.major).\(parts.minor).\(parts.patch)"
  }
}
