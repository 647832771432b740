package import POSIXStream
package import Routing

/// An address that could not be listened on, and the line of the route file that asked for it.
package struct BindFailure: Error, Sendable {
  package let listen: Listen
  package let problem: Problem

  package enum Problem: Sendable, Hashable {
    case system(Errno)
    /// Something that is no socket stands at the path.
    case notASocket
    case unknownGroup(String)
    case pathTooLong
  }

  /// Matter of fact, as a diagnostic goes: `address already in use`.
  package var reason: String {
    switch problem {
    case .system(.addressInUse): "address already in use"
    case .system(.accessDenied), .system(.notPermitted):
      isPrivilegedPort
        ? "permission denied: ports below 1024 need CAP_NET_BIND_SERVICE" : "permission denied"
    case .system(.addressNotAvailable): "the address is not present on this machine"
    case .system(.addressFamilyNotSupported): "this machine has no such address family (is IPv6 disabled?)"
    case .system(let error): error.message
    case .notASocket: "a file that is not a socket stands there; it is left alone"
    case .unknownGroup(let name): "there is no group `\(name)`"
    case .pathTooLong: "the path is longer than \(SocketAddress.longestPath) bytes"
    }
  }

  /// With the place in the file: `routes.yaml:3:13: listen 127.0.0.1:7000: address already in use`.
  package var message: String { "\(listen.place): listen \(listen.text): \(reason)" }

  private var isPrivilegedPort: Bool {
    if case .tcp(_, let port) = listen.endpoint { port > 0 && port < 1024 } else { false }
  }
}

/// Binds the listeners of a plan, all of them or none.
package struct Binder {
  private let calls: any SystemCalls
  /// As many sockets listen on each TCP address.
  private let loops: Int
  /// Stale socket files that were replaced.
  package private(set) var replaced: [String] = []
  /// What is listened on already and was not asked for yet.
  private var held: HeldAddresses
  private var groups = GroupNumbers(of: Plan(routes: []))
  /// Socket files that are to get another mode or group.
  private var changes: [AccessChange] = []

  private struct AccessChange {
    let listen: Listen
    let file: SocketFile
    let former: SocketFile.Access
    let next: SocketFile.Access
  }

  package init(loops: Int, calls: any SystemCalls = LinuxSystemCalls.shared) {
    self.loops = loops
    self.calls = calls
    held = HeldAddresses([], calls: calls)
  }

  /// - Parameter held: what the process listens on already, and keeps listening on where the plan asks for it.
  package mutating func bind(_ plan: Plan, keeping held: [Holding] = []) throws(BindFailure) -> Bound {
    try bind(plan, keeping: held, groups: GroupNumbers(of: plan))
  }

  /// - Parameter groups: those that the plan names.
  mutating func bind(
    _ plan: Plan, keeping held: [Holding], groups: GroupNumbers
  ) throws(BindFailure) -> Bound {
    self.groups = groups
    self.held = HeldAddresses(held, calls: calls)
    changes = []
    var bound = Bound(loops: loops)
    bound.holdings = plan.routes.enumerated().flatMap { index, route in
      route.listeners.map { Holding(listen: $0, route: index, name: route.name) }
    }
    // Who wrote it the same way comes first, and among them the route that it was: it may have got a free port.
    for index in bound.holdings.indices { take(&bound.holdings[index], of: bound.holdings[index].name) }
    for index in bound.holdings.indices where bound.holdings[index].places.isEmpty {
      take(&bound.holdings[index], of: nil)
    }
    for index in bound.holdings.indices where bound.holdings[index].places.isEmpty {
      let found = try bind(bound.holdings[index].listen)
      bound.holdings[index].places = found.map(\.place)
      try add(found, of: bound.holdings[index].listen, to: &bound)
    }
    try changeAccess()
    return bound
  }

  private mutating func take(_ holding: inout Holding, of route: String?) {
    if let places = held.take(holding.listen, of: route) { holding.places = places }
  }

  /// The sockets of all loops, given those of the first.
  private func add(_ found: [Found], of listen: Listen, to bound: inout Bound) throws(BindFailure) {
    for case .new(let listening) in found {
      bound.shifts[0].append(listening)
      guard !listening.place.isDealt else { continue }
      do throws(Errno) {
        for loop in 1..<max(1, loops) {
          if let another = try listening.joined() { bound.shifts[loop].append(another) }
        }
      } catch {
        throw BindFailure(listen: listen, problem: .system(error))
      }
    }
  }

  /// An address that is listened on.
  private enum Found {
    case held(BoundAddress)
    case new(Listening)

    var place: BoundAddress {
      switch self {
      case .held(let place): place
      case .new(let listening): listening.place
      }
    }
  }

  private mutating func bind(_ listen: Listen) throws(BindFailure) -> [Found] {
    switch listen.endpoint {
    case .unix(let path, let mode, let group):
      return [try bindUnix(listen, path: path, mode: mode, group: group)]
    case .tcp(.address(let bytes), let port):
      return [try bindTCP(listen, SocketAddress(ip: bytes, port: port))]
    case .tcp(.loopback, let port):
      return try bindBoth(listen, [127, 0, 0, 1], port: port)
    case .tcp(.any, let port):
      return try bindBoth(listen, [0, 0, 0, 0], port: port)
    }
  }

  private mutating func bindTCP(_ listen: Listen, _ address: SocketAddress) throws(BindFailure) -> Found {
    if let place = held.take(address) { return .held(place) }
    do throws(Errno) {
      return .new(Listening(try BoundSocket.tcp(address, shared: loops > 1, calls: calls), isDealt: false))
    } catch {
      throw BindFailure(listen: listen, problem: .system(error))
    }
  }

  /// IPv4, and IPv6 where the machine has it, on one port. A free port of the one may be taken on the
  /// other: then another is tried.
  private mutating func bindBoth(
    _ listen: Listen, _ v4: [UInt8], port: UInt16
  ) throws(BindFailure) -> [Found] {
    let v6 = [UInt8](repeating: 0, count: 15) + [v4[0] == 0 ? 0 : 1]
    for attempt in 1... {
      let first = try bindTCP(listen, SocketAddress(ip: v4, port: port))
      do throws(BindFailure) {
        let second = try bindTCP(listen, SocketAddress(ip: v6, port: first.place.address.port))
        return [first, second]
      } catch {
        if error.problem == .system(.addressFamilyNotSupported) || error.problem == .system(.addressNotAvailable) {
          return [first]
        }
        guard port == 0, attempt < 16, error.problem == .system(.addressInUse) else { throw error }
      }
    }
    return []
  }

  private mutating func bindUnix(
    _ listen: Listen, path: String, mode: UInt32, group: String?
  ) throws(BindFailure) -> Found {
    guard let address = SocketAddress(unixPath: path) else {
      throw BindFailure(listen: listen, problem: .pathTooLong)
    }
    let number = try groupNumber(listen, group)
    if let place = held.take(address), let file = place.file {
      let access = SocketFile.Access(mode: mode, group: number)
      changes.append(AccessChange(listen: listen, file: file, former: file.access, next: access))
      return .held(place)
    }
    do throws(BoundSocket.PathProblem) {
      if try BoundSocket.clearStalePath(address, calls: calls) { replaced.append(path) }
    } catch {
      throw BindFailure(listen: listen, problem: BindFailure.Problem(error))
    }
    do throws(Errno) {
      let socket = try BoundSocket.unix(address, mode: mode, group: number, calls: calls)
      return .new(Listening(socket, isDealt: true))
    } catch {
      throw BindFailure(listen: listen, problem: .system(error))
    }
  }

  private func groupNumber(_ listen: Listen, _ name: String?) throws(BindFailure) -> Int? {
    guard let name else { return nil }
    guard let number = groups[name] else { throw BindFailure(listen: listen, problem: .unknownGroup(name)) }
    return number
  }
}

// MARK: - Socket files that are kept

extension Binder {
  /// When nothing else can fail any more: files that are kept get the mode and the group that are asked for now.
  private mutating func changeAccess() throws(BindFailure) {
    for (index, change) in changes.enumerated() {
      do throws(Errno) {
        try change.file.change(to: change.next, calls: calls)
      } catch {
        for changed in changes[...index].reversed() { try? changed.file.change(to: changed.former, calls: calls) }
        throw BindFailure(listen: change.listen, problem: .system(error))
      }
    }
  }
}

extension BindFailure.Problem {
  fileprivate init(_ problem: BoundSocket.PathProblem) {
    switch problem {
    case .notASocket: self = .notASocket
    case .inUse: self = .system(.addressInUse)
    case .system(let error): self = .system(error)
    }
  }
}
