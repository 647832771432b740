/// What `send` has to say: the words of the command line, or the lines of standard input.
struct MessageSource {
  private var lines: ArraySlice<[UInt8]>
  private let isHex: Bool
  private let readLine: (() throws(Failure) -> [UInt8]?)?

  init(lines: [[UInt8]], isHex: Bool, readLine: (() throws(Failure) -> [UInt8]?)?) {
    self.lines = lines[...]
    self.isHex = isHex
    self.readLine = readLine
  }

  /// The next message; nothing at the end.
  mutating func next() throws(Failure) -> [UInt8]? {
    guard let text = try readLine == nil ? lines.popFirst() : readLine?() else { return nil }
    guard isHex else { return text }
    guard let bytes = Hex.bytes(text) else {
      throw Failure(.usage, "`\(String(decoding: text, as: UTF8.self))` is not pairs of hexadecimal digits")
    }
    return bytes
  }
}

/// One run of `send`: each message waits for its reply, and every reply is printed.
struct SendSession<Channel: ByteChannel & ~Copyable>: ~Copyable {
  private var conversation: Conversation<Channel>
  private let console: Console
  private let showsHex: Bool
  /// Whether our side ends after the last message, and all that still comes is printed.
  private let endsEarly: Bool

  init(_ conversation: consuming Conversation<Channel>, console: Console, showsHex: Bool, endsEarly: Bool) {
    self.conversation = conversation
    self.console = console
    self.showsHex = showsHex
    self.endsEarly = endsEarly
  }

  /// - Throws: a failure with `ExitStatus.problems` where a message stays without a reply.
  mutating func run(_ messages: consuming MessageSource) throws(Failure) -> ExitStatus {
    var messages = messages
    var number = 0
    var next = try messages.next()
    while let message = next {
      number += 1
      // Looking ahead would make a person type the next line before they see the reply to this one.
      if endsEarly { next = try messages.next() }
      try exchange(message, number: number, isLast: endsEarly && next == nil)
      if !endsEarly { next = try messages.next() }
    }
    return .success
  }

  private mutating func exchange(_ message: [UInt8], number: Int, isLast: Bool) throws(Failure) {
    do throws(ConversationFailure) {
      try conversation.say(message)
      if isLast { try conversation.finish() }
    } catch {
      throw Failure(.problems, "message \(number): \(error.reason)")
    }
    guard let reply = try firstReply(to: number) else {
      throw Failure(.problems, "message \(number): the peer ended the connection without a reply")
    }
    try show(reply)
    try showRest(number, untilEnd: isLast)
  }

  private mutating func firstReply(to number: Int) throws(Failure) -> [UInt8]? {
    do throws(ConversationFailure) { return try conversation.reply() } catch {
      throw Failure(.problems, "message \(number): no reply: \(error.reason)")
    }
  }

  /// A reply may be several frames: those that came with the first, or all until the peer's end of stream.
  private mutating func showRest(_ number: Int, untilEnd: Bool) throws(Failure) {
    while true {
      let more: [UInt8]?
      do throws(ConversationFailure) {
        more = untilEnd ? try conversation.reply() : try conversation.waitingReply()
      } catch {
        throw Failure(.problems, "after the reply to message \(number): \(error.reason)")
      }
      guard let more else { return }
      try show(more)
    }
  }

  private func show(_ reply: [UInt8]) throws(Failure) {
    let newline = UInt8(ascii: "\n")
    if showsHex { return try console.print(Hex.text(reply) + "\n") }
    if console.output.isTerminal { return try console.print(TerminalText.escaped(reply) + "\n") }
    try console.print(reply + [newline])
  }
}
