import Framing

// Which answers need no rule to be asked, because the frame's text alone decides on them.
extension State {
  /// The answers to texts that the author wrote out: those that the first rule for them gives, where it does no more
  /// than reply, with nothing but text. Nothing where there are none.
  ///
  /// - Parameters:
  ///   - limit: of a reply, in bytes before its wrapping.
  ///   - telnet: whether replies are changed on their way out.
  func readyReplies(_ encoder: FrameEncoder, limit: Int, telnet: Bool) -> ReadyReplies? {
    guard parts == .none || parts == .arguments, !dispatch.isImmediate else { return nil }
    let isFolded = rules.contains { $0.texts.contains(where: \.ignoresCase) }
    let entries = rules.enumerated().flatMap { index, rule -> [ReadyReplies.Entry] in
      let texts = rule.texts.filter { $0.ignoresCase == isFolded && isReady($0.literalPrefix, for: index) }
      guard !texts.isEmpty, rule.conditions.isEmpty, let bytes = rule.actions.text(encoder, limit: limit),
        !(telnet && bytes.contains(0xff))
      else { return [] }
      let count = rule.actions.replies.count
      return texts.map { ReadyReplies.Entry(text: $0.literalPrefix, rule: index, bytes: bytes, count: count) }
    }
    return ReadyReplies(entries, ignoresCase: isFolded)
  }

  /// Whether no earlier rule might take the text, and the framing hands it on as it came.
  private func isReady(_ text: [UInt8], for rule: Int) -> Bool {
    guard text.count <= ReadyReplies.longestText else { return false }
    var candidates = dispatch.candidates(for: text.span)
    return dispatch.next(&candidates) == rule && (parts == .none || RequestLine.isPlain(text.span))
  }
}

extension Rule {
  /// The patterns that are no more than a text.
  fileprivate var texts: [Pattern] {
    guard case .patterns(let patterns) = match else { return [] }
    return patterns.filter(\.isLiteral)
  }
}

extension Actions {
  /// A longer answer is put together when it is needed: 4 KiB.
  private static let longestReady = 4 * 1024

  /// All replies as they go out, where nothing is done but to send them, and they are always the same.
  fileprivate func text(_ encoder: FrameEncoder, limit: Int) -> [UInt8]? {
    guard bindings.isEmpty, assignments.isEmpty, delay == nil, log == nil, ending == .stay else { return nil }
    var outbox = Outbox()
    for reply in replies {
      guard case .route = reply.wrapping, reply.conditions.isEmpty, let texts = reply.template.textsAroundFrame,
        texts.count == 1
      else { return nil }
      outbox.openFrame(limit: limit)
      outbox.appendText(texts[0])
      guard (try? outbox.closeFrame(encoder)) != nil, outbox.count <= Actions.longestReady else { return nil }
    }
    return outbox.withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }
}
