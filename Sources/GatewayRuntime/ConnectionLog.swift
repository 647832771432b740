package import Logging
package import POSIXStream
import Routing

/// What is said of connections, at a rate that peers cannot drive up. Confined to one loop.
package final class ConnectionLog {
  private let log: Logger
  private let loop: EventLoop
  private var budgets: [String: Budget] = [:]

  /// Lines of one kind in one second; the next second's first line says how many were left out.
  package static let linesPerSecond = 20
  /// Refusals are what a flood is made of: one line says it.
  package static let refusalsPerSecond = 1

  private struct Budget {
    var second: Int64 = 0
    var lines = 0
    var suppressed = 0
  }

  package init(_ log: Logger, loop: EventLoop) {
    self.log = log
    self.loop = loop
  }

  /// The end of a connection.
  package func closed(_ link: Link, _ reason: CloseReason) {
    let level = reason.logLevel(partial: link.partial)
    say(level, "connection closed", kind: reason.rawValue) { fields in
      self.describe(link, &fields)
      fields["reason"] = .string(reason.rawValue)
      if let key = reason.key { fields["key"] = .string(key) }
      if let detail = link.detail { fields["detail"] = .string(detail) }
      if link.partial > 0 { fields["partial"] = .stringConvertible(link.partial) }
      if reason == .frameTooLong { fields["limit"] = .stringConvertible(link.frameLimit) }
      if link.pending > 0 { fields["pending"] = .stringConvertible(link.pending) }
      fields["bytes_in"] = .stringConvertible(link.bytesIn)
      fields["bytes_out"] = .stringConvertible(link.bytesOut)
      fields["frames"] = .stringConvertible(link.frames)
      fields["seconds"] = .stringConvertible(link.seconds)
    }
  }

  /// A connection that was not admitted.
  package func refused(_ peer: SocketAddress, route: String, _ reason: CloseReason) {
    let kind = "refused \(reason.rawValue)"
    say(.warning, "connection refused", kind: kind, perSecond: ConnectionLog.refusalsPerSecond) { fields in
      fields["route"] = .string(route)
      fields["conn.peer"] = .string(peer.description)
      fields["reason"] = .string(reason.rawValue)
      if let key = reason.key { fields["key"] = .string(key) }
    }
  }

  /// An event with `continue: true` let the connection go on; said once for each connection.
  package func resumed(_ link: Link, _ reason: CloseReason) {
    guard !link.saidResumed else { return }
    link.saidResumed = true
    say(.warning, "connection goes on after \(reason.rawValue)", kind: "resumed") { fields in
      self.describe(link, &fields)
      fields["reason"] = .string(reason.rawValue)
      if let key = reason.key { fields["key"] = .string(key) }
    }
  }

  /// No rule takes a frame.
  package func unmatched(_ link: Link) {
    say(.debug, "no rule takes the frame", kind: "unmatched") { fields in
      self.describe(link, &fields)
      fields["frames"] = .stringConvertible(link.frames)
      if let state = link.route.states[link.state].name { fields["state"] = .string(state) }
    }
  }

  /// What a rule's `log` says; bytes that are no UTF-8 are written as `\xNN`. The author asked for each of these
  /// lines, so none is left out here: the sink alone bounds them, and counts what it drops.
  package func said(_ link: Link, rule: String?, _ text: [UInt8]) {
    guard Logger.Level.info >= log.logLevel else { return }
    var fields: Logger.Metadata = [:]
    describe(link, &fields)
    if let rule { fields["rule"] = .string(rule) }
    log.info("\(VisibleBytes.text(text))", metadata: fields)
  }

  /// A peer does not take what it is owed; said once for each connection.
  package func paused(_ link: Link) {
    guard !link.saidPaused else { return }
    link.saidPaused = true
    say(.info, "reads paused", kind: "paused") { self.describe(link, &$0) }
  }

  package func readsResumed(_ link: Link) {
    guard !link.saidReadsResumed else { return }
    link.saidReadsResumed = true
    say(.info, "reads resumed", kind: "reads resumed") { self.describe(link, &$0) }
  }

  package func lingerLimit(_ link: Link, key: String) {
    say(.debug, "linger limit", kind: "linger") { fields in
      self.describe(link, &fields)
      fields["key"] = .string(key)
    }
  }

  private func describe(_ link: Link, _ fields: inout Logger.Metadata) {
    fields["route"] = .string(link.route.name)
    fields["conn.id"] = .stringConvertible(link.id)
    fields["conn.peer"] = .string(link.peer.description)
  }

  private func say(
    _ level: Logger.Level, _ message: Logger.Message, kind: String, perSecond limit: Int = linesPerSecond,
    _ describe: (inout Logger.Metadata) -> Void
  ) {
    guard level >= log.logLevel, let suppressed = allowance(of: limit, for: kind) else { return }
    var fields: Logger.Metadata = [:]
    describe(&fields)
    if suppressed > 0 { fields["suppressed"] = .stringConvertible(suppressed) }
    log.log(level: level, message, metadata: fields)
  }

  /// How many lines of this kind were left out before this one; nothing where this one is left out too.
  private func allowance(of limit: Int, for kind: String) -> Int? {
    let second = loop.now.nanoseconds / 1_000_000_000
    var budget = budgets[kind] ?? Budget()
    defer { budgets[kind] = budget }
    if budget.second != second {
      let suppressed = budget.suppressed
      budget = Budget(second: second, lines: 1)
      return suppressed
    }
    guard budget.lines < limit else {
      budget.suppressed += 1
      return nil
    }
    budget.lines += 1
    return 0
  }
}

extension CloseReason {
  func logLevel(partial: Int) -> Logger.Level {
    switch severity {
    case .debug: partial > 0 ? .info : .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}
