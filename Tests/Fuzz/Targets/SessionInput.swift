import Framing
import GatewayRuntime
import POSIXStream
import Routing
import TestSupport

/// Which of the routes, a seed for the chunks, and what the peer sends before it ends its stream.
///
/// The conversation must end, and whatever the chunks are the peer must read the same bytes.
struct SessionInput: Sendable {
  private let route: Route
  private let seed: UInt8
  private let stream: [UInt8]

  init(_ input: [UInt8]) {
    var pieces = Pieces(input)
    route = pieces.choice(of: SessionRoutes.all)
    seed = pieces.byte()
    stream = pieces.all()
  }

  func run() async throws(Violation) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let chunks = Chunking.random(of: stream, largest: seed % 3 == 0 ? 1 : 40, using: &generator)
    let outcomes = await converse([[stream], chunks])
    guard outcomes.count == 2, var whole = outcomes[0], var chunked = outcomes[1] else {
      throw Violation("\(route.name): a conversation without an end")
    }
    if case .raw = route.framing.kind { return }
    if route.telnet {
      whole.received = SessionInput.withoutRefusals(whole.received)
      chunked.received = SessionInput.withoutRefusals(chunked.received)
    }
    try Violation.unless(whole.agrees(with: chunked), "\(route.name): whole \(whole), in chunks \(chunked)")
  }

  /// One conversation for each way to send the stream; nothing for one that does not end.
  private func converse(_ ways: [[[UInt8]]]) async -> [Outcome?] {
    do throws(Errno) {
      return try await Rehearsal.run { stage in
        var outcomes: [Outcome?] = []
        for chunks in ways { outcomes.append(await stage.perform(route) { SessionInput.play(chunks, to: $0) }) }
        return outcomes
      }
    } catch {
      return []
    }
  }

  private static func play(_ chunks: [[UInt8]], to connection: RehearsedConnection) -> Outcome? {
    for chunk in chunks { connection.send(chunk) }
    connection.halfClose()
    for _ in 0..<mostWaits where connection.reason == nil { _ = connection.passTime() }
    return connection.reason.map { Outcome(reason: $0, received: connection.received) }
  }

  /// Telnet commands are refused when they arrive, before the frames that arrive with them are answered: where a
  /// refusal stands among the replies depends on the chunks. See RFC 854.
  static func withoutRefusals(_ received: [UInt8]) -> [UInt8] {
    let (command, options): (UInt8, ClosedRange<UInt8>) = (255, 251...254)
    var kept: [UInt8] = []
    var place = 0
    while place < received.count {
      let second = place + 1 < received.count ? received[place + 1] : 0
      if received[place] == command, options.contains(second) {
        place += 3
      } else {
        let length = received[place] == command ? 2 : 1
        kept += received[place..<min(place + length, received.count)]
        place += length
      }
    }
    return kept
  }

  private static let mostWaits = 10_000

  struct Outcome {
    var reason: CloseReason
    var received: [UInt8]

    /// A reset destroys what the peer has not read yet, so that then one side may have read less.
    func agrees(with other: Outcome) -> Bool {
      guard reason == other.reason else { return false }
      if received == other.received { return true }
      return reason == .serverReset && (received.starts(with: other.received) || other.received.starts(with: received))
    }
  }
}
