package import CLinuxShims
package import POSIXStream

/// System calls over sockets that no kernel has. What their peers do, and when, is up to a test.
///
/// A loop over it is moved by one thread and by nothing outside, so that what happens is the same each time. Only
/// the loop's own two descriptors are real. What no program should ask of a kernel is noted in `mistakes`.
package final class SimulatedSystemCalls: SystemCalls {
  private let real = LinuxSystemCalls.shared
  private let state = Locked(State())

  struct State {
    var sockets: [Int32: SimulatedSocket] = [:]
    var listeners: [Int32: [Int32]] = [:]
    /// Descriptors of sockets that are neither connected nor listen yet.
    var unbound: Set<Int32> = []
    var watched: [Int32: shim_event] = [:]
    var closed: [(descriptor: Int32, socket: SimulatedSocket)] = []
    var mistakes: [String] = []
    /// What the next epoll_wait(2) reports although it is not so.
    var untrue: [Int32: UInt32] = [:]
    /// Asked before each look at the sockets; told whether anything is ready.
    var peers: (@Sendable (Bool) -> Void)?
  }

  /// No file of a process has so high a number.
  package static let first: Int32 = 500_000

  package init() {}

  // MARK: What a test does

  /// Lets somebody act before every epoll_wait(2): the peers, with whether anything is ready without them.
  package func setPeers(_ act: (@Sendable (_ isReady: Bool) -> Void)?) { state.with { $0.peers = act } }

  /// A connected socket, under the lowest number that is free, as Linux numbers them.
  package func makeSocket(room: Int = .max) -> Int32 {
    state.with { state in
      let number = state.freeNumber
      state.sockets[number] = SimulatedSocket(room: room)
      return number
    }
  }

  /// Changes an open socket. False where it is closed.
  @discardableResult
  package func change(_ descriptor: Int32, _ body: (inout SimulatedSocket) -> Void) -> Bool {
    state.with { state in
      guard state.sockets[descriptor] != nil else { return false }
      body(&state.sockets[descriptor, default: SimulatedSocket()])
      return true
    }
  }

  /// The next epoll_wait(2) says that a socket is readable, or writable, as far as it is asked. See "Notes" in epoll(7).
  package func wake(_ descriptor: Int32, writable: Bool) {
    state.with { $0.untrue[descriptor] = writable ? shim_epoll_out : shim_epoll_in }
  }

  /// Somebody connects to a listening socket; the answer is the number that accept(2) will give.
  package func connect(to listener: Int32, room: Int = .max) -> Int32? {
    state.with { state in
      guard state.listeners[listener] != nil else { return nil }
      let number = state.freeNumber
      state.sockets[number] = SimulatedSocket(room: room)
      state.listeners[listener, default: []].append(number)
      return number
    }
  }

  /// The one listening socket.
  package var listener: Int32? { state.with { $0.listeners.keys.min() } }

  package func socket(_ descriptor: Int32) -> SimulatedSocket? { state.with { $0.sockets[descriptor] } }

  /// Sockets that were closed, in order, as they were then.
  package var closed: [(descriptor: Int32, socket: SimulatedSocket)] { state.with { $0.closed } }

  /// Descriptors that are open, but for the loop's own.
  package var open: Int { state.with { $0.sockets.count + $0.listeners.count + $0.unbound.count } }

  /// Whether epoll_wait(2) would report anything.
  package var isReady: Bool { state.with { !$0.ready().isEmpty } }

  /// What was asked of descriptors that do not exist.
  package var mistakes: [String] { state.with { $0.mistakes } }
}

// MARK: - Connected sockets

extension SimulatedSystemCalls {
  package func read(_ descriptor: Int32, into space: inout MutableSpan<UInt8>) -> CallResult {
    guard descriptor >= Self.first else { return real.read(descriptor, into: &space) }
    guard var socket = take(descriptor, "read") else { return .failure(.badDescriptor) }
    defer { putBack(socket, descriptor) }
    return socket.read(into: &space)
  }

  package func write(_ descriptor: Int32, _ bytes: Span<UInt8>) -> CallResult {
    guard descriptor >= Self.first else { return real.write(descriptor, bytes) }
    guard var socket = take(descriptor, "write") else { return .failure(.badDescriptor) }
    defer { putBack(socket, descriptor) }
    return socket.write(bytes)
  }

  package func close(_ descriptor: Int32) -> CallResult {
    guard descriptor >= Self.first else { return real.close(descriptor) }
    return state.with { state in
      state.watched[descriptor] = nil
      if let socket = state.sockets.removeValue(forKey: descriptor) {
        state.closed.append((descriptor, socket))
        if socket.readsWhileOwed > 0 { state.mistakes.append("read \(descriptor) while it is owed bytes") }
      } else if let waiting = state.listeners.removeValue(forKey: descriptor) {
        for number in waiting { state.sockets[number] = nil }
      } else if state.unbound.remove(descriptor) == nil {
        state.mistakes.append("close \(descriptor)")
        return .failure(.badDescriptor)
      }
      return .success()
    }
  }

  package func shutdownWrite(_ descriptor: Int32) -> CallResult {
    answer(descriptor, "shutdown") { $0.shutdownWrite() }
  }

  package func unacknowledged(_ descriptor: Int32) -> CallResult {
    answer(descriptor, "SIOCOUTQ") { .success($0.unacknowledged) }
  }

  package func available(_ descriptor: Int32) -> CallResult {
    answer(descriptor, "FIONREAD") { .success($0.available) }
  }

  package func resetOnClose(_ descriptor: Int32) -> CallResult {
    answer(descriptor, "SO_LINGER") { $0.resetOnClose() }
  }

  package func pendingError(_ descriptor: Int32) -> CallResult { answer(descriptor, "SO_ERROR") { _ in .success() } }

  private func answer(
    _ descriptor: Int32, _ what: String, _ body: (inout SimulatedSocket) -> CallResult
  ) -> CallResult {
    guard var socket = take(descriptor, what) else { return .failure(.badDescriptor) }
    defer { putBack(socket, descriptor) }
    return body(&socket)
  }

  /// Out of the table for the length of a call, so that its bytes are changed in place.
  private func take(_ descriptor: Int32, _ what: String) -> SimulatedSocket? {
    state.with { state in
      let socket = state.sockets.removeValue(forKey: descriptor)
      if socket == nil { state.mistakes.append("\(what) \(descriptor)") }
      return socket
    }
  }

  private func putBack(_ socket: consuming SimulatedSocket, _ descriptor: Int32) {
    state.with { [socket] in $0.sockets[descriptor] = socket }
  }
}

// MARK: - Listening sockets

extension SimulatedSystemCalls {
  package func socket(_ family: Int32) -> CallResult {
    state.with { state in
      let number = state.freeNumber
      state.unbound.insert(number)
      return .success(Int(number))
    }
  }

  package func set(_ option: SocketOption, on descriptor: Int32) -> CallResult { .success() }
  package func changeMode(_ descriptor: Int32, _ mode: UInt32) -> CallResult { .success() }
  package func bind(_ descriptor: Int32, to address: SocketAddress) -> CallResult { .success() }

  package func listen(_ descriptor: Int32, backlog: Int32) -> CallResult {
    state.with { state in
      guard state.unbound.remove(descriptor) != nil else { return .failure(.badDescriptor) }
      state.listeners[descriptor] = []
      return .success()
    }
  }

  package func localAddress(_ descriptor: Int32) throws(Errno) -> SocketAddress {
    SocketAddress(ip: [127, 0, 0, 1], port: 7000)
  }

  package func accept(_ descriptor: Int32, peer: inout SocketAddress) -> CallResult {
    peer = SocketAddress(ip: [192, 0, 2, 7], port: 4711)
    return state.with { state in
      guard let waiting = state.listeners[descriptor] else {
        state.mistakes.append("accept \(descriptor)")
        return .failure(.badDescriptor)
      }
      guard let next = waiting.first else { return .failure(.again) }
      state.listeners[descriptor]?.removeFirst()
      return .success(Int(next))
    }
  }

  package func connect(_ descriptor: Int32, to address: SocketAddress) -> CallResult { .failure(.connectionRefused) }
}

// MARK: - Events

extension SimulatedSystemCalls {
  package func createPoll() -> CallResult { real.createPoll() }
  package func createWakeup() -> CallResult { real.createWakeup() }

  package func pollAdd(_ poll: Int32, _ descriptor: Int32, events: UInt32, identity: UInt64) -> CallResult {
    guard descriptor >= Self.first else {
      return real.pollAdd(poll, descriptor, events: events, identity: identity)
    }
    return watch(descriptor, events, identity, isNew: true)
  }

  package func pollModify(_ poll: Int32, _ descriptor: Int32, events: UInt32, identity: UInt64) -> CallResult {
    guard descriptor >= Self.first else {
      return real.pollModify(poll, descriptor, events: events, identity: identity)
    }
    return watch(descriptor, events, identity, isNew: false)
  }

  private func watch(_ descriptor: Int32, _ events: UInt32, _ identity: UInt64, isNew: Bool) -> CallResult {
    state.with { state in
      guard state.sockets[descriptor] != nil || state.listeners[descriptor] != nil else {
        state.mistakes.append("epoll_ctl \(descriptor)")
        return .failure(.badDescriptor)
      }
      guard isNew == (state.watched[descriptor] == nil) else {
        state.mistakes.append("epoll_ctl \(isNew ? "adds twice" : "without adding") \(descriptor)")
        return .failure(isNew ? Errno(rawValue: 17) : .noSuchFile)
      }
      state.watched[descriptor] = shim_event(events: events, identity: identity)
      return .success()
    }
  }

  package func pollRemove(_ poll: Int32, _ descriptor: Int32) -> CallResult {
    guard descriptor >= Self.first else { return real.pollRemove(poll, descriptor) }
    return state.with { $0.watched.removeValue(forKey: descriptor) == nil ? .failure(.noSuchFile) : .success() }
  }

  package func pollWait(_ poll: Int32, events: inout [shim_event], milliseconds: Int32) -> CallResult {
    if let peers = state.with({ $0.peers }) { peers(!state.with { $0.ready() }.isEmpty) }
    let ready = state.with { state in
      defer { state.untrue = [:] }
      return state.ready()
    }.prefix(events.count - 1)
    let others = real.pollWait(poll, events: &events, milliseconds: ready.isEmpty ? milliseconds : 0).raw
    let count = max(0, others)
    guard count < events.count else { return .success(count) }
    for (index, event) in ready.prefix(events.count - count).enumerated() { events[count + index] = event }
    return .success(count + min(ready.count, events.count - count))
  }
}

extension SimulatedSystemCalls.State {
  var freeNumber: Int32 {
    var number = SimulatedSystemCalls.first
    while sockets[number] != nil || listeners[number] != nil || unbound.contains(number) { number += 1 }
    return number
  }

  /// What epoll_wait(2) reports, by descriptor. Level-triggered; EPOLLHUP and EPOLLERR are always asked for.
  func ready() -> [shim_event] {
    watched.keys.sorted().compactMap { number in
      guard let watch = watched[number] else { return nil }
      let events = readiness(of: number) & (watch.events | shim_epoll_error | shim_epoll_hangup)
      return events == 0 ? nil : shim_event(events: events, identity: watch.identity)
    }
  }

  private func readiness(of number: Int32) -> UInt32 {
    if let waiting = listeners[number] { return waiting.isEmpty ? 0 : shim_epoll_in }
    guard let socket = sockets[number] else { return 0 }
    return (untrue[number] ?? 0) | (socket.isReadable ? shim_epoll_in : 0) | (socket.isWritable ? shim_epoll_out : 0)
      | (socket.isHungUp ? shim_epoll_hangup : 0) | (socket.isReset ? shim_epoll_error : 0)
  }
}

// MARK: - Files

extension SimulatedSystemCalls {
  package func fileStatus(_ path: String) throws(Errno) -> FileStatus { throw .noSuchFile }
  package func unlink(_ path: String) -> CallResult { .failure(.noSuchFile) }
  package func changeMode(ofFile path: String, _ mode: UInt32) -> CallResult { .failure(.noSuchFile) }
  package func changeGroup(ofFile path: String, _ group: Int) -> CallResult { .failure(.noSuchFile) }
}
