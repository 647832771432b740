/// What is fuzzed. The name is what `make fuzz TARGET=` takes, and the directory of the corpus.
///
/// A target takes any bytes and runs the code under test on them. A trap is found by itself; everything else that
/// must hold is checked, and thrown as a `Violation`.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// A pattern, templates and a frame: compiled, matched, rendered.
  case patterns
  /// A conversation with one of a few routes, whole and in chunks.
  case sessions
  /// A whole connection of a worker, whose peer, kernel and clock do what the input says.
  case connection
  /// Framings that end in marks: lines, delimiters, `between`, `dot`.
  case marks
  /// Framings that announce lengths.
  case lengths
  /// A route file, from bytes to a plan or diagnostics.
  case files

  package func run(_ input: [UInt8]) async throws(Violation) {
    switch self {
    case .patterns: try PatternInput(input).run()
    case .sessions: try await SessionInput(input).run()
    case .connection: try await ConnectionInput(input).run()
    case .marks: try FramingInput(input, of: Framings.marks).run()
    case .lengths: try FramingInput(input, of: Framings.lengths).run()
    case .files: try FileInput(input).run()
    }
  }
}

/// Something that must always hold does not.
package struct Violation: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }

  static func unless(_ holds: Bool, _ description: @autoclosure () -> String) throws(Violation) {
    if !holds { throw Violation(description()) }
  }
}
