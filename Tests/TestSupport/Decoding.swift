package import Framing

/// What came of feeding bytes to a decoder, one event after the other.
package enum DecodingEvent: Sendable, Equatable {
  case frame([UInt8])
  /// One byte passed over; a skip of many bytes is many of these, because its size may depend on the chunks.
  case skippedByte
  case failed(FrameError)
  /// The failure before this had no boundary to resume at.
  case stuck

  package static func frame(_ text: String) -> DecodingEvent { .frame(Array(text.utf8)) }
}

/// A decoder at work: feeds it chunks, consumes what it says, and resumes after failures.
package struct Decoding: ~Copyable {
  package private(set) var events: [DecodingEvent] = []
  /// The most bytes that waited after the decoder had asked for more.
  package private(set) var mostWaiting = 0
  /// Rules broken by the decoder itself: a failure that did not stay, a step beyond the bytes.
  package private(set) var violations: [String] = []
  private var decoder: FrameDecoder
  private var waiting = ByteBuffer()
  private var isStuck = false

  package init(_ framing: Framing) { decoder = FrameDecoder(framing) }

  /// Shows the decoder `chunk` behind what it left, and takes every step it has to offer.
  package mutating func feed(_ chunk: some Sequence<UInt8>) {
    for byte in chunk { waiting.append(byte) }
    while !isStuck, take(step(atEnd: false)) {}
    mostWaiting = max(mostWaiting, isStuck ? 0 : waiting.count)
  }

  /// The end of the stream, which may arrive together with its last bytes.
  package mutating func finish(with last: some Sequence<UInt8>) {
    for byte in last { waiting.append(byte) }
    while !isStuck, take(step(atEnd: true)) {}
    if !isStuck, !waiting.isEmpty { violations.append("\(waiting.count) bytes left over") }
  }

  private mutating func step(atEnd: Bool) -> DecodeStep {
    waiting.withBytes { atEnd ? decoder.finish($0) : decoder.next($0) }
  }

  private mutating func take(_ step: DecodeStep) -> Bool {
    switch step {
    case .incomplete: return false
    case .frame(let payload, let consumed):
      guard payload.upperBound <= consumed, consumed <= waiting.count else { return broken("frame beyond bytes") }
      events.append(.frame(waiting.withBytes { bytes in payload.map { bytes[$0] } }))
      waiting.consume(consumed)
    case .skip(let count):
      guard count > 0, count <= waiting.count else { return broken("skip of \(count)") }
      events += Array(repeating: .skippedByte, count: count)
      waiting.consume(count)
    case .failed(let error):
      if self.step(atEnd: false) != step { violations.append("a failure that did not stay") }
      events.append(.failed(error))
      isStuck = !decoder.resume()
      if isStuck { events.append(.stuck) }
    }
    return true
  }

  private mutating func broken(_ rule: String) -> Bool {
    violations.append(rule)
    isStuck = true
    return false
  }
}

extension Decoding {
  /// Every event of a stream that arrives in `chunks` and then, unless `ends` is false, ends. The
  /// decoder is asked once before the first byte.
  package static func events(_ framing: Framing, _ chunks: [[UInt8]], ends: Bool = true) -> [DecodingEvent] {
    var decoding = Decoding(framing)
    for chunk in [[]] + chunks { decoding.feed(chunk) }
    if ends { decoding.finish(with: []) }
    return decoding.events + decoding.violations.map { .frame("violation: \($0)") }
  }
}

/// The chunkings in which every stream must mean the same.
package enum Chunking {
  /// Whole, byte by byte, split in two at every point, and byte by byte up to and from every point.
  package static func all(of bytes: [UInt8]) -> [[[UInt8]]] {
    let single = bytes.map { [$0] }
    let halves = bytes.indices.map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
    let tails = bytes.indices.map { [Array(bytes[..<$0])] + Array(single[$0...]) }
    let heads = bytes.indices.map { Array(single[..<$0]) + [Array(bytes[$0...])] }
    return [[bytes], single] + halves + tails + heads
  }

  /// Chunks of 1 to `largest` bytes.
  package static func random(of bytes: [UInt8], largest: Int, using generator: inout SeededGenerator) -> [[UInt8]] {
    var chunks: [[UInt8]] = []
    var place = 0
    while place < bytes.count {
      let end = min(bytes.count, place + Int.random(in: 1...largest, using: &generator))
      chunks.append(Array(bytes[place..<end]))
      place = end
    }
    return chunks
  }
}
