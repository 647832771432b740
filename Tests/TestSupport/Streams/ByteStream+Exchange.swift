package import POSIXStream

/// How a stream came to its end.
package enum StreamEnd: Hashable, Sendable {
  case endOfStream
  case failed(Errno)
}

// What tests do with a stream. All of it belongs to the loop's thread, as the stream does.
extension ByteStream {
  /// Counted from this very moment: a turn in which a test makes its bytes may be long.
  package func wait(for event: Readiness) async throws {
    let answer = await gate.wait(for: event, until: gate.loop.clock.now() + .patience)
    guard !answer.isDisjoint(with: event) else { throw NothingHappened("\(event), not \(answer)") }
  }

  /// Whether it is woken within a short while.
  package func wakes(for event: Readiness) async -> Bool {
    await gate.wait(for: event, until: gate.loop.clock.now() + .milliseconds(20)).contains(event)
  }

  package func readOnce(upTo count: Int = 65_536) -> (ReadOutcome, [UInt8]) {
    var bytes = [UInt8](repeating: 0, count: count)
    var space = bytes.mutableSpan
    let outcome = read(into: &space)
    guard case .bytes(let read) = outcome else { return (outcome, []) }
    return (outcome, Array(bytes.prefix(read)))
  }

  package func write(_ bytes: [UInt8]) -> WriteOutcome { write(bytes.span) }

  /// Writes all of it, waiting for room where there is none.
  package func send(_ bytes: [UInt8]) async throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch write(Array(rest.prefix(65_536))) {
      case .bytes(let count): rest = rest.dropFirst(count)
      case .wouldBlock: try await wait(for: .writable)
      case .failed(let error): throw error
      }
    }
  }

  /// Reads exactly `count` bytes, `step` at a time.
  package func receive(_ count: Int, step: Int = 65_536) async throws -> [UInt8] {
    var received: [UInt8] = []
    while received.count < count {
      let (outcome, bytes) = readOnce(upTo: min(step, count - received.count))
      switch outcome {
      case .bytes: received += bytes
      case .wouldBlock: try await wait(for: .readable)
      case .endOfStream: throw NothingHappened("more bytes than \(received.count)")
      case .failed(let error): throw error
      }
    }
    return received
  }

  package func sendByteByByte(_ bytes: [UInt8]) async throws {
    var sent = 0
    while sent < bytes.count {
      switch write(bytes.span.extracting(sent..<sent + 1)) {
      case .bytes: sent += 1
      case .wouldBlock: try await wait(for: .writable)
      case .failed(let error): throw error
      }
    }
  }

  package func receiveByteByByte(_ count: Int) async throws -> [UInt8] {
    var received: [UInt8] = []
    var byte: [UInt8] = [0]
    while received.count < count {
      var space = byte.mutableSpan
      switch read(into: &space) {
      case .bytes: received.append(byte[0])
      case .wouldBlock: try await wait(for: .readable)
      case .endOfStream: throw NothingHappened("more bytes than \(received.count)")
      case .failed(let error): throw error
      }
    }
    return received
  }

  /// Sends and receives at the same time, `step` bytes in one call, as one task can.
  package func exchange(_ bytes: [UInt8], for count: Int, step: Int) async throws -> [UInt8] {
    var rest = bytes[...]
    var received: [UInt8] = []
    while !rest.isEmpty || received.count < count {
      let written = rest.isEmpty ? .wouldBlock : write(Array(rest.prefix(step)))
      if case .failed(let error) = written { throw error }
      if case .bytes(let count) = written { rest = rest.dropFirst(count) }
      let (read, arrived) = readOnce(upTo: step)
      if case .failed(let error) = read { throw error }
      received += arrived
      if written == .wouldBlock, read == .wouldBlock, !rest.isEmpty || received.count < count {
        try await wait(for: rest.isEmpty ? .readable : [.readable, .writable])
      }
    }
    return received
  }

  /// Reads whatever comes, and how it ended.
  package func receiveAll() async throws -> (bytes: [UInt8], end: StreamEnd) {
    var received: [UInt8] = []
    while true {
      let (outcome, bytes) = readOnce()
      switch outcome {
      case .bytes: received += bytes
      case .wouldBlock: try await wait(for: .readable)
      case .endOfStream: return (received, .endOfStream)
      case .failed(let error): return (received, .failed(error))
      }
    }
  }

  /// Writes until there is no more room, and answers what was taken.
  package func clog() -> Int {
    let chunk = [UInt8](repeating: 0x78, count: 65_536)
    var taken = 0
    while case .bytes(let count) = write(chunk) { taken += count }
    return taken
  }

  /// Writes until that fails, and answers why.
  package func writeUntilFailure() async throws -> Errno {
    while true {
      switch write([0x78]) {
      case .bytes: await gate.yield()
      case .wouldBlock: try await wait(for: .writable)
      case .failed(let error): return error
      }
    }
  }
}
