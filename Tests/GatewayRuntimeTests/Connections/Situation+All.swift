import POSIXStream
import Routing
import TestSupport

@testable import GatewayRuntime

// The states of a connection. All time-outs are a second, lingering half of it.
extension Situation {
  static let all = [idle, midFrame, greeting, waiting, paying, half, lingering, refused, finishing, cut, resetting]

  /// How each ends where no call fails.
  var reason: CloseReason {
    switch testDescription {
    case "half-closed and owed", "idle", "in a frame", "greeting", "delayed", "owed more than there is room for":
      .clientFin
    case "refused": .maxConnections
    case "shutting down": .drain
    case "reset by a rule": .serverReset
    case "cut while owed": .drainDeadline
    default: .serverClose
    }
  }

  var isReset: Bool { [.serverReset, .drainDeadline].contains(reason) }

  var replies: String {
    switch testDescription {
    case "greeting": "hello\nack:x\n"
    case "in a frame": "ack:part\n"
    case "delayed": "late\nack:x\n"
    case "refused": "full\n"
    case "half-closed and owed", "owed more than there is room for": "ack:a\nack:b\nack:c\n"
    case "shutting down": "ack:a\nack:b\nack:c\ngoing away\n"
    case "lingering": "bye\n"
    case "cut while owed": "ack:a\n"
    case "reset by a rule": ""
    default: "ack:x\n"
    }
  }

  /// What can be replied where nothing more is read once the state is reached.
  var repliesWithoutReading: String {
    testDescription == "shutting down" ? "ack:a\nack:b\ngoing away\n" : replies
  }

  private static let route = makeRoute()

  private static func makeRoute(greeting: Actions? = nil) -> Route {
    .with(
      .on("bye", reply: ["bye"], then: .close), .on("wait", delay: .milliseconds(300), reply: ["late"]),
      .on("reset", then: .reset), .otherwise(reply: ["ack:<line>"])
    ) { sketch in
      sketch.events.connect = greeting
      sketch.timeouts.idle = .seconds(1)
      sketch.timeouts.frame = .seconds(1)
      sketch.timeouts.write = .seconds(1)
      sketch.timeouts.halfClosed = .seconds(1)
      sketch.timeouts.linger = .milliseconds(250)
      sketch.timeouts.lingerTotal = .milliseconds(500)
      sketch.events.shutdown = .saying("going away")
      sketch.events.refused = .saying("full")
    }
  }

  private static let idle = Situation(
    testDescription: "idle", route: route, after: [.send("x\n"), .end])

  private static let midFrame = Situation(
    testDescription: "in a frame", route: route, before: [.send("pa")], after: [.send("rt\n"), .end])

  private static let greeting = Situation(
    testDescription: "greeting", route: makeRoute(greeting: .saying("hello")),
    after: [.send("x\n"), .end])

  private static let waiting = Situation(
    testDescription: "delayed", route: route, before: [.send("wait\n")], after: [.send("x\n"), .end])

  private static let paying = Situation(
    testDescription: "owed more than there is room for", route: route, room: 7, before: [.send("a\nb\nc\n")],
    after: [.makeRoom(3), .makeRoom(.max), .end])

  private static let half = Situation(
    testDescription: "half-closed and owed", route: route, room: 7, before: [.send("a\nb\nc\n"), .end],
    after: [.makeRoom(.max)])

  private static let lingering = Situation(
    testDescription: "lingering", route: route, before: [.send("bye\n")], after: [.send("more"), .end])

  private static let refused = Situation(
    testDescription: "refused", route: route, refusal: .maxConnections, after: [.send("x\n"), .end])

  private static let finishing = Situation(
    testDescription: "shutting down", route: route, room: 7, before: [.send("a\nb\n"), .tell(.shutdown)],
    after: [.send("c\n"), .makeRoom(.max), .end])

  private static let cut = Situation(
    testDescription: "cut while owed", route: route, room: 6, before: [.send("a\nb\nc\n")], after: [.tell(.ending)])

  private static let resetting = Situation(
    testDescription: "reset by a rule", route: route, after: [.send("reset\n")])
}
