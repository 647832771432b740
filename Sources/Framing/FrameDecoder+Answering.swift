// Answering every frame at hand in one go, where nothing has to be asked: what a frame costs beside searching its end
// and copying its reply, it costs here. Whatever is not usual ends it: what is left then is for `next`.
extension FrameDecoder {
  /// What came of it.
  package struct Answered {
    package var frames = 0
    package var replies = 0

    package init(frames: Int = 0, replies: Int = 0) {
      self.frames = frames
      self.replies = replies
    }
  }

  /// Answers frames of lines by a stencil, as long as less than `room` bytes are owed.
  @inline(never)
  package mutating func answer(
    _ inbox: inout ByteBuffer, by stencil: Stencil, into outbox: inout Outbox, room: Int
  ) -> Answered {
    guard grammar.shortcut == .line || grammar.shortcut == .crlf else { return Answered() }
    let (literals, places, largest) = (stencil.literals, stencil.places, stencil.largestFrame)
    let frames = answerEach(of: &inbox) { frame in
      guard frame.count <= largest, outbox.bytes.count < room else { return false }
      Stencil.append(frame, literals.span, places.span, to: &outbox.bytes)
      return true
    }
    return Answered(frames: frames, replies: frames * stencil.count)
  }

  /// Answers frames whose replies are ready, as long as less than `room` bytes are owed.
  ///
  /// - Parameter matches: counts for each rule; those of the state begin at `first`.
  @inline(never)
  package mutating func answer(
    _ inbox: inout ByteBuffer, by ready: ReadyReplies, into outbox: inout Outbox, room: Int,
    matches: inout [Int], from first: Int
  ) -> Answered {
    let (table, bytes, lengths, ignoresCase) = (ready.table, ready.bytes, ready.lengths, ready.ignoresCase)
    var replies = 0
    let frames = answerEach(of: &inbox) { frame in
      guard frame.count <= ReadyReplies.longestText, lengths >> UInt64(frame.count) & 1 == 1 else { return false }
      let slot = ReadyReplies.slot(of: frame, in: table.span, bytes.span, ignoringCase: ignoresCase)
      let place = table[slot]
      guard place.count >= 0, outbox.bytes.count < room else { return false }
      outbox.bytes.append(bytes.span.extracting(place.reply))
      matches[first + place.rule] += 1
      replies += place.count
      return true
    }
    return Answered(frames: frames, replies: replies)
  }

  /// Consumes the frames at the head for which `answer` has an answer, up to the first for which it has none.
  @inline(__always)
  private mutating func answerEach(of inbox: inout ByteBuffer, _ answer: (Span<UInt8>) -> Bool) -> Int {
    guard isReading, !inbox.isEmpty else { return 0 }
    let (shortcut, maximum) = (grammar.shortcut, grammar.maximum)
    var (frames, start, place) = (0, 0, searched)
    inbox.withBytes { bytes in
      while start < bytes.count {
        let frame = Self.frame(in: bytes, from: start, searched: place, shortcut, maximum: maximum)
        guard let frame, answer(bytes.extracting(frame.text)) else { break }
        frames += 1
        (start, place) = (frame.next, frame.next)
      }
    }
    guard frames > 0 else { return 0 }
    searched = 0
    inbox.consume(start)
    return frames
  }

  /// The frame that begins at `start`, if it is whole, sound and of a usual kind.
  @inline(__always)
  private static func frame(
    in bytes: Span<UInt8>, from start: Int, searched: Int, _ shortcut: FrameGrammar.Shortcut, maximum: Int
  ) -> (text: Range<Int>, next: Int)? {
    if shortcut == .requests, bytes[start] == RequestText.array {
      return RequestFrames.word(in: bytes, from: start, maximum: maximum)
    }
    let search =
      shortcut == .crlf
      ? Terminator.crlf(bytes, from: searched, strict: true) : Terminator.line(bytes, from: searched)
    guard case .ended(let end, let next) = search, end - start <= maximum else { return nil }
    return (start..<end, next)
  }
}
