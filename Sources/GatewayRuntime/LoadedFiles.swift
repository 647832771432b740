package import Routing

/// What reading the route files again came to.
package struct LoadedFiles: Sendable {
  /// Something that is wrong with a file, or likely to be.
  package struct Remark: Sendable {
    package var isError: Bool
    /// With its place: `routes.yaml:4:18: unknown placeholder`.
    package var text: String
    package var code: String?

    package init(isError: Bool, text: String, code: String? = nil) {
      self.isError = isError
      self.text = text
      self.code = code
    }
  }

  /// Nothing where something is wrong.
  package var plan: Plan?
  package var remarks: [Remark]
  /// Tells one content of the files from another.
  package var hash: UInt64
  package var level: LogOptions.Level

  package init(plan: Plan?, remarks: [Remark] = [], hash: UInt64 = 0, level: LogOptions.Level = .info) {
    self.plan = plan
    self.remarks = remarks
    self.hash = hash
    self.level = level
  }
}
