import Framing
import GatewayRuntime
import RouteFile
import Routing

/// One exchange of `gateway try`: a line is sent, and everything that comes of it is said.
struct Trial: Sendable {
  let route: Route
  /// The text of one frame.
  let text: [UInt8]

  /// Moments that are waited for until a delayed reply is there.
  private static let longestWait = 10_000

  func perform(_ connection: RehearsedConnection) -> Outcome {
    var said = ""
    let report = TrialReport(route: route)
    connection.reporter = { said += report.text(of: $0) }
    let before = (received: connection.received.count, state: connection.state)
    let framing = connection.reading
    guard let bytes = FrameText.request(text, readBy: framing) else {
      return Outcome(text: "the framing that is read here cannot express this frame\n", isOver: false)
    }
    connection.send(bytes)
    if framing.kind == .eof { connection.halfClose() }
    Trial.settle(connection)
    if connection.state != before.state, let name = route.states[connection.state].name { said += "state \(name)\n" }
    return Outcome(
      text: (said.isEmpty ? "no whole frame yet\n" : said) + Trial.replies(connection, from: before.received),
      isOver: connection.end != nil)
  }

  struct Outcome: Sendable {
    var text: String
    var isOver: Bool
  }

  /// What the gateway says by itself when a peer connects.
  static func greeting(_ connection: RehearsedConnection) -> Outcome {
    settle(connection)
    return Outcome(text: replies(connection, from: 0), isOver: connection.end != nil)
  }

  /// What the end of our stream brings.
  static func farewell(_ connection: RehearsedConnection) -> Outcome {
    let before = connection.received.count
    connection.halfClose()
    settle(connection)
    return Outcome(text: replies(connection, from: before), isOver: true)
  }

  /// Time passes only where the gateway itself waits for it.
  private static func settle(_ connection: RehearsedConnection) {
    connection.settle()
    var waits = 0
    while !connection.isReading, connection.end == nil, waits < longestWait, connection.passTime() { waits += 1 }
  }

  /// A line for each that came, with what ends it.
  private static func replies(_ connection: RehearsedConnection, from start: Int) -> String {
    let lines = ReceivedLine.raw(connection.received[start...]).map { "reply \($0.text)\n" }
    return lines.joined() + end(of: connection)
  }

  /// With the reason where it is not the orderly one.
  private static func end(of connection: RehearsedConnection) -> String {
    guard let end = connection.end else { return "" }
    let word = end == .closed ? "closed" : "reset"
    // Only once our side has ended too is it known why.
    connection.hangUp()
    guard let reason = connection.reason, !reason.isOrderly else { return word + "\n" }
    return "\(word): \(reason.rawValue)" + (connection.detail.map { " (\($0))" } ?? "") + "\n"
  }
}
