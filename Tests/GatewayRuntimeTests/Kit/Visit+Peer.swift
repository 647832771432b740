import POSIXStream
import TestSupport
import Testing

/// What a peer read before the stream ended, and how it ended.
struct Rest: Equatable {
  var text: String
  var end: StreamEnd

  static func orderly(_ text: String = "") -> Rest { Rest(text: text, end: .endOfStream) }
  static func reset(_ text: String = "") -> Rest { Rest(text: text, end: .failed(.connectionReset)) }
}

// What the peer does. Each call returns when it is done, however long that takes by the clock.
extension Visit {
  func send(_ text: String) async throws { try await send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) async throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch peer.write(Array(rest)) {
      case .bytes(let count): rest = rest.dropFirst(count)
      case .wouldBlock: try await wait(for: .writable)
      case .failed(let error): throw error
      }
    }
  }

  /// Writes what there is room for now, and answers how much that was.
  func stuff(_ bytes: [UInt8]) -> Int {
    if case .bytes(let count) = peer.write(bytes) { count } else { 0 }
  }

  /// Reads exactly `count` bytes.
  func receive(_ count: Int) async throws -> String {
    var received: [UInt8] = []
    while received.count < count {
      let (outcome, bytes) = peer.readOnce(upTo: count - received.count)
      switch outcome {
      case .bytes: received += bytes
      case .wouldBlock: try await wait(for: .readable)
      case .endOfStream: throw NothingHappened("more than \(String(decoding: received, as: UTF8.self))")
      case .failed(let error): throw error
      }
    }
    return String(decoding: received, as: UTF8.self)
  }

  /// Reads to the end of the stream.
  func rest() async throws -> Rest {
    var received: [UInt8] = []
    while true {
      let (outcome, bytes) = peer.readOnce()
      switch outcome {
      case .bytes: received += bytes
      case .wouldBlock: try await wait(for: .readable)
      case .endOfStream: return Rest(text: String(decoding: received, as: UTF8.self), end: .endOfStream)
      case .failed(let error): return Rest(text: String(decoding: received, as: UTF8.self), end: .failed(error))
      }
    }
  }

  /// Does nothing for a while.
  func pass(_ duration: Duration) async { _ = await peer.gate.wait(for: [], until: loop.clock.now() + duration) }

  /// Lets the other side do what it can now.
  func letServe() async {
    for _ in 0..<4 { await peer.gate.yield() }
  }

  /// The loop tells every connection something, as it does for a signal.
  func tell(_ events: Readiness) async {
    let loop = loop
    loop.post { loop.broadcast(events) }
    await letServe()
  }

  private func wait(for event: Readiness) async throws {
    let answer = await peer.gate.wait(for: event, until: loop.clock.now() + .seconds(86_400))
    guard !answer.isDisjoint(with: event) else { throw NothingHappened("\(event)") }
  }
}

// What the peer expects.
extension Visit {
  /// The next bytes are these.
  func hears(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let received = try await receive(text.utf8.count)
    #expect(received == text, sourceLocation: sourceLocation)
  }

  /// The stream ends after these bytes, in this way.
  func hears(_ expected: Rest, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let rest = try await rest()
    #expect(rest == expected, sourceLocation: sourceLocation)
  }

  func says(_ text: String, hears answer: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await send(text)
    try await hears(answer, sourceLocation: sourceLocation)
  }

  /// Ends its own stream, and reads the other to the end.
  func finishes(hearing expected: Rest, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    _ = peer.shutdownWrite()
    try await hears(expected, sourceLocation: sourceLocation)
  }
}
