import Framing
import GatewayRuntime
import POSIXStream
import Routing
import TestSupport

/// Which of the routes, how its peer begins, and moves of the peer, the kernel and the clock: a whole connection of a
/// worker, from accept(2) to close(2), over simulated sockets.
///
/// It must end, once and for one reason, and leave nothing behind. Where nothing failed, the peer must have been sent
/// what it is sent when the same bytes come at once; where something failed, the beginning of that.
struct ConnectionInput: Sendable {
  private let route: Route
  private let moves: [ConnectionMove]
  /// So many bytes the peer takes at first.
  private let room: Int
  /// The peer and the clock move on although the gateway has something to do.
  private let isHasty: Bool

  init(_ input: [UInt8]) {
    var pieces = Pieces(input)
    route = pieces.choice(of: SessionRoutes.all)
    room = pieces.choice(of: [Int.max, 0, 1, 64, 4096])
    isHasty = pieces.flag()
    moves = ConnectionMove.all(from: &pieces)
  }

  func run() async throws(Violation) {
    let course = ConnectionCourse(moves, room: room, isHasty: isHasty)
    let outcome = try await ConnectionStage.perform(route, course)
    try check(outcome)
    guard !moves.contains(where: \.movesTime), !isRaw, outcome.reason != nil else { return }
    let plain = ConnectionCourse([.send(bytesSent)], room: .max, isHasty: false)
    let usual = try await ConnectionStage.perform(route, plain)
    if moves.contains(where: \.isFailure) {
      // Where a refusal stands among the replies depends on the chunks.
      guard !route.telnet else { return }
      try Violation.unless(
        usual.received.starts(with: outcome.received), "\(route.name): whole \(usual), with failures \(outcome)")
    } else {
      try Violation.unless(agree(usual, outcome), "\(route.name): whole \(usual), in moves \(outcome)")
    }
  }

  /// What arrives before the peer ends its stream.
  private var bytesSent: [UInt8] {
    moves.prefix { $0 != .end }.reduce(into: []) { bytes, move in
      if case .send(let text) = move { bytes += text }
    }
  }

  /// Whatever has come with one read is a frame.
  private var isRaw: Bool { route.framing.kind == .raw }

  private func check(_ outcome: ConnectionStage.Outcome) throws(Violation) {
    let name = route.name
    try Violation.unless(outcome.mistakes.isEmpty, "\(name): \(outcome.mistakes)")
    try Violation.unless(outcome.open == 0, "\(name): \(outcome.open) descriptors left open")
    try Violation.unless(outcome.closes <= 1, "\(name): closed \(outcome.closes) times")
    try Violation.unless(outcome.gates == 0, "\(name): \(outcome.gates) gates left")
    try Violation.unless(!outcome.spins, "\(name): turns without end")
    let counters = outcome.counters
    try Violation.unless(counters.active == 0, "\(name): \(counters.active) active")
    try Violation.unless(
      counters.accepted <= 1 && counters.closed.values.reduce(0, +) == counters.accepted, "\(name): \(counters.closed)")
    try Violation.unless(counters.pauses == counters.resumes, "\(name): \(counters.pauses) pauses")
    try Violation.unless(
      counters.bytesOut == outcome.received.count, "\(name): \(counters.bytesOut), not \(outcome.received.count) out")
  }

  private func agree(_ one: ConnectionStage.Outcome, _ other: ConnectionStage.Outcome) -> Bool {
    guard let reason = one.reason, let otherReason = other.reason else { return false }
    return SessionInput.Outcome(reason: reason, received: comparable(one.received))
      .agrees(with: SessionInput.Outcome(reason: otherReason, received: comparable(other.received)))
  }

  private func comparable(_ received: [UInt8]) -> [UInt8] {
    route.telnet ? SessionInput.withoutRefusals(received) : received
  }
}
