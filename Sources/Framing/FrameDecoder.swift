/// Finds frames in bytes. Pure: any chunking of the same bytes gives the same frames, the same
/// failures, and skips of the same total.
///
/// It holds no bytes. The caller shows it all bytes not yet consumed and consumes what a step says;
/// the decoder remembers how far it has searched, so that bytes which arrive one at a time are each
/// looked at a bounded number of times. A failure is known before the frame's end is seen and comes
/// once per bad frame, so no more than `maximum` bytes, a prefix and a terminator need ever be kept.
///
/// Making one prepares the framing; a copy of it that has not decoded anything is as good and costs
/// next to nothing.
package struct FrameDecoder: Sendable {
  let grammar: FrameGrammar
  private var phase = Phase.reading
  /// Bytes from the head in which no frame ends.
  var searched = 0
  private var remembered = Remembered.nothing

  private enum Phase: Sendable {
    case reading
    case failed(FrameError, resume: Boundary?)
    case passing(Boundary)
  }

  package init(_ framing: Framing) {
    grammar = FrameGrammar(framing)
  }

  private var maximum: Int { grammar.maximum }
  package var framing: Framing { grammar.framing }

  /// This decoder of a `fixed` framing, not yet begun, for frames of another size: what a template came to.
  /// Costs next to nothing. A negative size is a bad frame, one above `maximum` is too long.
  package func sized(_ count: Int) -> FrameDecoder {
    var decoder = self
    decoder.remembered = .size(count)
    return decoder
  }

  /// Whether it looks for a frame, and has read nothing of one but where it does not end.
  var isReading: Bool {
    // See `isPassing`.
    mutating get {
      if case .reading = phase, remembered == .nothing { grammar.shortcut != .none } else { false }
    }
  }

  /// Whether it is on its way to the boundary that `resume` chose.
  package var isPassing: Bool {
    // Changes nothing; but a decoder in an object would be copied to be asked, not to be changed in place.
    mutating get {
      if case .passing = phase { true } else { false }
    }
  }

  /// Looks for a frame at the head of `bytes`, which are all bytes not yet consumed.
  ///
  /// It remembers how far it searched, so the caller must consume exactly what a step says, and
  /// may only append in between. A `fixed` framing of size 0 gives an empty frame at every call.
  package mutating func next(_ bytes: Span<UInt8>) -> DecodeStep {
    guard case .reading = phase, grammar.shortcut == .line || grammar.shortcut == .crlf else {
      return go(bytes, atEnd: false)
    }
    let search =
      grammar.shortcut == .line
      ? Terminator.line(bytes, from: searched) : Terminator.crlf(bytes, from: searched, strict: true)
    return step(Terminator.reading(search, maximum: maximum, atEnd: false), bytes)
  }

  /// What the bytes mean now that no more will come; to be asked again after a frame or a skip.
  /// `.incomplete` means that nothing is left. Whether `next` has seen the last bytes before does not matter.
  ///
  /// A terminator that might have grown counts as it is. A partial frame is dropped, which is the
  /// failure `.eofInFrame` until its bytes are consumed, or delivered, as the framing says. Delivered
  /// is what arrived of the payload; in `line` and `crlf` without a last CR, which is half a
  /// terminator. A frame of which only the prefix or start mark arrived is always dropped.
  /// A `fixed` framing of size 0 gives its empty frame once.
  package mutating func finish(_ bytes: Span<UInt8>) -> DecodeStep {
    guard bytes.isEmpty else { return go(bytes, atEnd: true) }
    switch phase {
    case .reading: return finishEmpty(bytes)
    case .failed(let error, _) where error != .bad(.eofInFrame): return .failed(error)
    case .failed, .passing: return .incomplete
    }
  }

  /// After `.failed`: passes over bytes to the next true boundary. False where the framing has none
  /// (a length that cannot be trusted), and then the connection can only end.
  ///
  /// The boundary is the end of the next terminator; for bytes outside marks the next start mark;
  /// for a length above `maximum` the end of the frame it announced.
  package mutating func resume() -> Bool {
    guard case .failed(_, let boundary) = phase else { return true }
    guard let boundary else { return false }
    phase = .passing(boundary)
    return true
  }
}

extension FrameDecoder {
  @inline(never)
  private mutating func go(_ bytes: Span<UInt8>, atEnd: Bool) -> DecodeStep {
    switch phase {
    case .reading: step(read(bytes, atEnd: atEnd), bytes)
    case .failed(let error, _): .failed(error)
    case .passing(let boundary): pass(bytes, to: boundary, atEnd: atEnd)
    }
  }

  private mutating func read(_ bytes: Span<UInt8>, atEnd: Bool) -> Reading {
    switch grammar.family {
    case .terminated(let end):
      Terminator.reading(
        end.search(bytes, from: searched, atEnd: atEnd), maximum: maximum, atEnd: atEnd)
    case .sized(let frames): sized(frames).read(bytes, maximum: maximum, atEnd: atEnd)
    case .marked(let frames): frames.read(bytes, from: searched, maximum: maximum, atEnd: atEnd)
    case .dotted: DotFrames.read(bytes, from: searched, maximum: maximum, atEnd: atEnd)
    case .headered(let frames):
      frames.read(bytes, from: searched, &remembered, maximum: maximum, atEnd: atEnd)
    case .requests: RequestFrames.read(bytes, from: searched, &remembered, maximum: maximum, atEnd: atEnd)
    case .chunks where bytes.isEmpty: .open(0)
    case .chunks: .frame(payload: 0..<min(bytes.count, max(1, maximum)), consumed: min(bytes.count, max(1, maximum)))
    case .endOfStream where bytes.count > maximum: .tooLong(maximum, resume: nil)
    case .endOfStream: atEnd ? .frame(payload: 0..<bytes.count, consumed: bytes.count) : .open(bytes.count)
    }
  }

  private func sized(_ frames: SizedFrames) -> SizedFrames {
    guard case .size(let count) = remembered else { return frames }
    return SizedFrames(field: .fixed(count), trailer: frames.trailer)
  }

  /// Without bytes there can only be a frame of no bytes, or a size that no bytes could make good.
  private mutating func finishEmpty(_ bytes: Span<UInt8>) -> DecodeStep {
    guard case .sized(let frames) = grammar.family, case .fixed = frames.field else { return .incomplete }
    let reading = sized(frames).read(bytes, maximum: maximum, atEnd: false)
    if case .open = reading { return .incomplete }
    let answer = step(reading, bytes)
    if case .frame = reading { phase = .passing(.endOfStream) }
    return answer
  }

  /// Keeps the account of what was read.
  @inline(__always)
  private mutating func step(_ reading: Reading, _ bytes: Span<UInt8>) -> DecodeStep {
    switch reading {
    case .frame(let payload, let consumed):
      searched = 0
      return .frame(payload: payload, consumed: consumed)
    case .open(let place):
      searched = place
      return .incomplete
    case .skip(let count):
      searched = 0
      return .skip(count)
    case .cut(let payload): return cut(payload, bytes)
    case .failed(let error, let boundary, let place):
      searched = place
      phase = .failed(error, resume: boundary)
      return .failed(error)
    }
  }

  /// The end of the stream cut a frame short.
  private mutating func cut(_ payload: Range<Int>?, _ bytes: Span<UInt8>) -> DecodeStep {
    if let payload, grammar.framing.atEOF == .deliver {
      searched = 0
      return .frame(payload: payload, consumed: bytes.count)
    }
    phase = .failed(.bad(.eofInFrame), resume: .endOfStream)
    return .failed(.bad(.eofInFrame))
  }
}

extension FrameDecoder {
  /// Passes over bytes after a failure, up to the boundary that `resume` chose.
  private mutating func pass(_ bytes: Span<UInt8>, to boundary: Boundary, atEnd: Bool) -> DecodeStep {
    switch boundary {
    case .bytes(let count): passOver(count, bytes, atEnd: atEnd)
    case .endOfStream: skip(bytes.count)
    case .terminator: passTerminator(bytes, atEnd: atEnd)
    case .startMark: passToStart(bytes, atEnd: atEnd)
    }
  }

  private mutating func passOver(_ count: Int, _ bytes: Span<UInt8>, atEnd: Bool) -> DecodeStep {
    guard count > bytes.count else { return resumed(after: count, bytes, atEnd: atEnd) }
    phase = .passing(.bytes(count - bytes.count))
    return skip(bytes.count)
  }

  private mutating func passTerminator(_ bytes: Span<UInt8>, atEnd: Bool) -> DecodeStep {
    switch boundaryTerminator.search(bytes, from: searched, atEnd: atEnd, strict: false) {
    case .ended(_, let next): resumed(after: next, bytes, atEnd: atEnd)
    case .open(let place), .bare(let place): skip(atEnd ? bytes.count : place)
    }
  }

  private mutating func passToStart(_ bytes: Span<UInt8>, atEnd: Bool) -> DecodeStep {
    guard case .marked(let frames) = grammar.family else { return .incomplete }
    let (count, found) = frames.beforeStart(bytes, atEnd: atEnd)
    return found ? resumed(after: count, bytes, atEnd: atEnd) : skip(count)
  }

  /// The boundary lies `count` bytes on; from there frames are read again.
  private mutating func resumed(after count: Int, _ bytes: Span<UInt8>, atEnd: Bool) -> DecodeStep {
    phase = .reading
    searched = 0
    return count > 0 ? .skip(count) : go(bytes, atEnd: atEnd)
  }

  private mutating func skip(_ count: Int) -> DecodeStep {
    searched = 0
    return count > 0 ? .skip(count) : .incomplete
  }

  private var boundaryTerminator: Terminator {
    switch grammar.family {
    case .terminated(let end): end
    case .marked(let frames): .marks(frames.end)
    case .dotted: .marks(DotFrames.boundary)
    case .headered(let frames): .marks(frames.end)
    case .requests: .line
    case .sized, .endOfStream, .chunks: .marks(MarkSet([]))
    }
  }
}
