import Logging
import POSIXStream

/// Says which work made a turn of a loop long, at most once in a second.
enum StallLog {
  static func watch(_ loop: EventLoop, _ lines: Throttle, _ log: Logger) {
    loop.onStall = { [unowned loop] stall in
      guard lines.passes(at: loop.now) else { return }
      log.warning("loop stalled", metadata: fields(of: stall, on: loop))
    }
  }

  private static func fields(of stall: Stall, on loop: EventLoop) -> Logger.Metadata {
    var fields: Logger.Metadata = ["ms": .stringConvertible(milliseconds(stall.length))]
    switch stall.cause {
    case .stopped: fields["cause"] = "stopped"
    case .many(let count):
      fields["cause"] = "many"
      fields["runs"] = .stringConvertible(count)
    case .activity(let activity, let length):
      let owner = activity.owner
      fields["cause"] = owner == .none ? "control" : owner.number == 0 ? "listener" : "connection"
      fields["stage"] = .string(activity.stage.rawValue)
      fields["stage_ms"] = .stringConvertible(milliseconds(length))
      if owner != .none { fields["route"] = .string(loop.name(of: owner)) }
      if owner.number > 0 { fields["conn.id"] = .stringConvertible(owner.number) }
    }
    return fields
  }

  private static func milliseconds(_ duration: Duration) -> Int64 { duration.wholeNanoseconds / 1_000_000 }
}
