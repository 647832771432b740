extension KeyTable {
  package static let events = Section(
    "events", "What a connection says when something happens that is no frame.",
    [
      Event.connect, Event.eof, Event.idle, Event.oversize, Event.badFrame, Event.frameTimeout, Event.refused,
      Event.shutdown, .later("upstream_error", "An upstream did not answer."),
    ])

  package enum Event {
    static let connect = Key(
      "connect", .section(opening), "A peer has connected.", examples: ["{ reply: \"hello <peer.ip>\" }"])
    static let eof = Key("eof", .section(ending), "The peer has sent its last byte.", examples: ["{ reply: \"bye\" }"])
    static let idle = Key(
      "idle", .section(resumable), "`timeouts.idle` has passed.", examples: ["{ reply: \"ERR idle\" }"])
    static let oversize = Key(
      "oversize", .section(resumable), "A frame is larger than the framing's `max`.",
      examples: ["{ reply: \"ERR too long\", continue: true }"])
    static let badFrame = Key(
      "bad_frame", .section(resumable), "The peer's bytes break the rules of the framing.",
      examples: ["{ reply: \"ERR bad frame\" }"])
    static let frameTimeout = Key(
      "frame_timeout", .section(ending), "`timeouts.frame` has passed within a frame.",
      examples: ["{ reply: \"ERR too slow\" }"])
    static let refused = Key(
      "refused", .section(ending), "A limit or `allow` turns the peer away.", examples: ["{ reply: \"ERR busy\" }"])
    static let shutdown = Key(
      "shutdown", .section(ending), "The process has been told to stop.", examples: ["{ reply: \"ERR going down\" }"])

    static let resume = Key(
      "continue", .boolean, "Whether the connection goes on, behind the frame at fault, instead of being closed.",
      default: "false")
    static let close = Key("close", .boolean, "Whether the connection ends after the reply.", default: "false")
    static let alwaysClose = Key("close", .boolean, "The connection ends after the reply.", default: "true")
    private static let actions: [Key] = [Action.set, Action.reply, Action.log]

    static let opening = Section("an opening event", "The connection goes on.", actions + [Action.goto, close])
    static let ending = Section("an ending event", "The connection ends.", actions + [alwaysClose])
    static let resumable = Section(
      "a resumable event", "The connection ends, unless it is to go on.", actions + [Action.goto, alwaysClose, resume])
  }
}
