/// What this build is, for `gateway version` and bug reports.
package enum Build {
  package static let version = "0.1.0"

  /// The commit the build was made from; a release build replaces the constant.
  package static let commit: String? = nil

  /// The compiler's language version, as far as the compiler lets a program know.
  package static var swift: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }
}
