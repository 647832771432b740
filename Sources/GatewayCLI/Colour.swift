import ArgumentParser

/// The value of `--color`.
package enum ColourChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// Whether text for `sink` is coloured: the option, else NO_COLOR (see no-color.org), else whether
  /// it is a terminal that can.
  package func colours(_ sink: Sink, environment: [String: String]) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { return false }
      return sink.isTerminal && environment["TERM"] != "dumb"
    }
  }
}

extension ColourChoice: ExpressibleByArgument {}

/// Options that every verb with diagnostics has.
struct ColourOptions: ParsableArguments {
  @Option(name: .customLong("color"), help: "Colour: auto, always or never; NO_COLOR is honoured.")
  var colour = ColourChoice.auto
}
