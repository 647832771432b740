extension DiagnosticCode {
  /// GW0xx: reading a file, and YAML.
  static let readingPages: [DiagnosticCode: ExplainPage] = [:]
}
