import GatewayCLI
import Testing

@Suite struct ColourChoiceTests {
  struct Case: Sendable {
    var choice: ColourChoice
    var isTerminal: Bool
    var environment: [String: String]
    var colours: Bool
  }

  @Test(arguments: [
    Case(choice: .auto, isTerminal: true, environment: [:], colours: true),
    Case(choice: .auto, isTerminal: false, environment: [:], colours: false),
    Case(choice: .auto, isTerminal: true, environment: ["NO_COLOR": "1"], colours: false),
    Case(choice: .auto, isTerminal: true, environment: ["NO_COLOR": ""], colours: true),
    Case(choice: .auto, isTerminal: true, environment: ["TERM": "dumb"], colours: false),
    Case(choice: .always, isTerminal: false, environment: ["NO_COLOR": "1"], colours: true),
    Case(choice: .never, isTerminal: true, environment: [:], colours: false),
  ])
  func `the option wins, then NO_COLOR, then the terminal`(_ row: Case) {
    let sink = Sink(isTerminal: row.isTerminal) { _ in nil }
    #expect(row.choice.colours(sink, environment: row.environment) == row.colours)
  }
}
