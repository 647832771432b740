package import CLinuxShims
package import POSIXStream

// Each call asks the script first. What a function parameter must not leave cannot be handed to a
// closure, hence the four long ones.

extension ScriptedSystemCalls {
  package func read(_ descriptor: Int32, into space: inout MutableSpan<UInt8>) -> CallResult {
    switch course(of: .read, on: descriptor, fake: .failure(.again)) {
    case .answered(let result): return record(.read, on: descriptor, result)
    case .real(let limit) where limit < space.count:
      return record(.read, on: descriptor, readPart(limit, of: &space, from: descriptor))
    case .real: return record(.read, on: descriptor, kernel.read(descriptor, into: &space))
    }
  }

  private func readPart(_ count: Int, of space: inout MutableSpan<UInt8>, from descriptor: Int32) -> CallResult {
    var bytes = [UInt8](repeating: 0, count: count)
    var part = bytes.mutableSpan
    let result = kernel.read(descriptor, into: &part)
    for index in 0..<max(0, result.raw) { space[index] = bytes[index] }
    return result
  }

  package func write(_ descriptor: Int32, _ bytes: Span<UInt8>) -> CallResult {
    switch course(of: .write, on: descriptor, fake: .success(bytes.count)) {
    case .answered(let result): return record(.write, on: descriptor, result)
    case .real(let limit):
      return record(.write, on: descriptor, kernel.write(descriptor, bytes.extracting(first: min(limit, bytes.count))))
    }
  }

  package func accept(_ descriptor: Int32, peer: inout SocketAddress) -> CallResult {
    switch course(of: .accept, on: descriptor, fake: .failure(.again)) {
    case .answered(let result): return record(.accept, on: descriptor, result)
    case .real: return record(.accept, on: descriptor, kernel.accept(descriptor, peer: &peer))
    }
  }

  package func pollWait(_ poll: Int32, events: inout [shim_event], milliseconds: Int32) -> CallResult {
    if let reported = takeReport(into: &events) { return record(.pollWait, on: poll, reported) }
    switch course(of: .pollWait, on: poll) {
    case .answered(let result): return record(.pollWait, on: poll, result)
    case .real:
      return record(.pollWait, on: poll, kernel.pollWait(poll, events: &events, milliseconds: milliseconds))
    }
  }

  /// The descriptor is closed whatever the script says, as Linux does it.
  package func close(_ descriptor: Int32) -> CallResult {
    let closed = descriptor >= ScriptedSystemCalls.firstFake ? .success() : kernel.close(descriptor)
    guard case .answered(let result) = course(of: .close, on: descriptor) else {
      return record(.close, on: descriptor, closed)
    }
    return record(.close, on: descriptor, result)
  }

  package func shutdownWrite(_ descriptor: Int32) -> CallResult {
    perform(.shutdownWrite, on: descriptor) { $0.shutdownWrite(descriptor) }
  }

  package func unacknowledged(_ descriptor: Int32) -> CallResult {
    perform(.unacknowledged, on: descriptor) { $0.unacknowledged(descriptor) }
  }

  package func available(_ descriptor: Int32) -> CallResult {
    perform(.available, on: descriptor) { $0.available(descriptor) }
  }

  package func resetOnClose(_ descriptor: Int32) -> CallResult {
    perform(.resetOnClose, on: descriptor) { $0.resetOnClose(descriptor) }
  }
}

// MARK: - Sockets

extension ScriptedSystemCalls {
  package func socket(_ family: Int32) -> CallResult { perform(.socket) { $0.socket(family) } }

  package func set(_ option: SocketOption, on descriptor: Int32) -> CallResult {
    perform(.setOption, on: descriptor) { $0.set(option, on: descriptor) }
  }

  package func changeMode(_ descriptor: Int32, _ mode: UInt32) -> CallResult {
    perform(.changeMode, on: descriptor) { $0.changeMode(descriptor, mode) }
  }

  package func bind(_ descriptor: Int32, to address: SocketAddress) -> CallResult {
    perform(.bind, on: descriptor) { $0.bind(descriptor, to: address) }
  }

  package func listen(_ descriptor: Int32, backlog: Int32) -> CallResult {
    perform(.listen, on: descriptor) { $0.listen(descriptor, backlog: backlog) }
  }

  package func localAddress(_ descriptor: Int32) throws(Errno) -> SocketAddress {
    if let error = perform(.localAddress, on: descriptor, { _ in .success() }).error { throw error }
    return try kernel.localAddress(descriptor)
  }

  package func connect(_ descriptor: Int32, to address: SocketAddress) -> CallResult {
    perform(.connect, on: descriptor) { $0.connect(descriptor, to: address) }
  }

  package func pendingError(_ descriptor: Int32) -> CallResult {
    perform(.pendingError, on: descriptor) { $0.pendingError(descriptor) }
  }
}

// MARK: - The loop's

extension ScriptedSystemCalls {
  package func createPoll() -> CallResult { perform(.createPoll) { $0.createPoll() } }

  package func pollAdd(_ poll: Int32, _ descriptor: Int32, events: UInt32, identity: UInt64) -> CallResult {
    noteIdentity(identity, of: descriptor)
    return perform(.pollAdd, on: descriptor) {
      $0.pollAdd(poll, descriptor, events: events, identity: identity)
    }
  }

  package func pollModify(_ poll: Int32, _ descriptor: Int32, events: UInt32, identity: UInt64) -> CallResult {
    perform(.pollModify, on: descriptor) { $0.pollModify(poll, descriptor, events: events, identity: identity) }
  }

  package func pollRemove(_ poll: Int32, _ descriptor: Int32) -> CallResult {
    perform(.pollRemove, on: descriptor) { $0.pollRemove(poll, descriptor) }
  }

  package func createWakeup() -> CallResult { perform(.createWakeup) { $0.createWakeup() } }
}

// MARK: - Files

extension ScriptedSystemCalls {
  package func fileStatus(_ path: String) throws(Errno) -> FileStatus {
    if let error = perform(.fileStatus, { _ in .success() }).error { throw error }
    return try kernel.fileStatus(path)
  }

  package func unlink(_ path: String) -> CallResult { perform(.unlink) { $0.unlink(path) } }

  package func changeMode(ofFile path: String, _ mode: UInt32) -> CallResult {
    perform(.changeFileMode) { $0.changeMode(ofFile: path, mode) }
  }

  package func changeGroup(ofFile path: String, _ group: Int) -> CallResult {
    perform(.changeFileGroup) { $0.changeGroup(ofFile: path, group) }
  }
}
