import Routing

extension PlanDecoder {
  mutating func readLimits(_ node: Node?, defaults: Limits) -> Limits {
    var limits = defaults
    guard let node, let members = readMembers(node, of: KeyTable.limits) else { return limits }
    typealias Keys = KeyTable.Limit
    readBound(members[Keys.connections], Keys.connections, .badNumber, into: &limits.connections, Self.count)
    readBound(
      members[Keys.connectionsPerIP], Keys.connectionsPerIP, .badNumber, into: &limits.connectionsPerIP, Self.count)
    readBound(members[Keys.reply], Keys.reply, .badSize, into: &limits.reply, SizeText.parse)
    return limits
  }

  mutating func readTimeouts(_ node: Node?, defaults: Timeouts) -> Timeouts {
    var timeouts = defaults
    guard let node, let members = readMembers(node, of: KeyTable.timeouts) else { return timeouts }
    for (key, path) in Self.timeoutPaths {
      readBound(members[key], key, .badDuration, into: &timeouts[keyPath: path], Self.wait)
    }
    return timeouts
  }

  typealias TimeoutPath = any WritableKeyPath<Timeouts, Duration?> & Sendable
  static let timeoutPaths: [(key: Key, path: TimeoutPath)] = [
    (KeyTable.Timeout.idle, \.idle), (KeyTable.Timeout.frame, \.frame), (KeyTable.Timeout.write, \.write),
    (KeyTable.Timeout.halfClosed, \.halfClosed), (KeyTable.Timeout.linger, \.linger),
    (KeyTable.Timeout.lingerTotal, \.lingerTotal), (KeyTable.Timeout.connection, \.connection),
  ]

  private static func count(_ text: String) throws(ValueProblem) -> Int {
    try NumberText.parse(text, in: 1...Int.max)
  }

  /// A timeout; nothing at all would end every connection at once.
  private static func wait(_ text: String) throws(ValueProblem) -> Duration {
    let duration = try DurationText.parse(text)
    guard duration > .zero else {
      throw ValueProblem("a timeout must be longer than nothing", help: "`none` switches it off")
    }
    return duration
  }
}
