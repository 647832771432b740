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

  private var isPrivilegedPort: Bool {
    if case .tcp(_, let port) = listen.endpoint { port > 0 && port < 1024 } else { false }
  }
}

/// Binds the listeners of a plan, all of them or none.
package struct Binder {
  private let calls: any SystemCalls
  /// Whether more sockets will join each TCP address.
  private let shared: Bool
  /// Stale socket files that were replaced.
  package private(set) var replaced: [String] = []

  package init(loops: Int, calls: any SystemCalls = LinuxSystemCalls.shared) {
    shared = loops > 1
    self.calls = calls
  }

  package mutating func bind(_ plan: Plan) throws(BindFailure) -> [Listening] {
    var bound: [Listening] = []
    for (index, route) in plan.routes.enumerated() {
      for listen in route.listeners { bound += try bind(listen, route: index) }
    }
    return bound
  }

  private mutating func bind(_ listen: Listen, route: Int) throws(BindFailure) -> [Listening] {
    switch listen.endpoint {
    case .unix(let path, let mode, let group):
      return [try bindUnix(listen, path: path, mode: mode, group: group, route: route)]
    case .tcp(.address(let bytes), let port):
      return [try bindTCP(listen, SocketAddress(ip: bytes, port: port), route: route)]
    case .tcp(.loopback, let port):
      return try bindBoth(listen, [127, 0, 0, 1], port: port, route: route)
    case .tcp(.any, let port):
      return try bindBoth(listen, [0, 0, 0, 0], port: port, route: route)
    }
  }

  private func bindTCP(_ listen: Listen, _ address: SocketAddress, route: Int) throws(BindFailure) -> Listening {
    do throws(Errno) {
      let socket = try BoundSocket.tcp(address, shared: shared, calls: calls)
      return Listening(socket, route: route, isDealt: false)
    } catch {
      throw BindFailure(listen: listen, problem: .system(error))
    }
  }

  /// IPv4, and IPv6 where the machine has it, on one port. A free port of the one may be taken on the
  /// other: then another is tried.
  private func bindBoth(
    _ listen: Listen, _ v4: [UInt8], port: UInt16, route: Int
  ) throws(BindFailure) -> [Listening] {
    let v6 = [UInt8](repeating: 0, count: 15) + [v4[0] == 0 ? 0 : 1]
    for attempt in 1... {
      let first = try bindTCP(listen, SocketAddress(ip: v4, port: port), route: route)
      do throws(BindFailure) {
        let second = try bindTCP(listen, SocketAddress(ip: v6, port: first.address.port), route: route)
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
    _ listen: Listen, path: String, mode: UInt32, group: String?, route: Int
  ) throws(BindFailure) -> Listening {
    guard let address = SocketAddress(unixPath: path) else {
      throw BindFailure(listen: listen, problem: .pathTooLong)
    }
    do throws(BoundSocket.PathProblem) {
      if try BoundSocket.clearStalePath(address, calls: calls) { replaced.append(path) }
    } catch {
      throw BindFailure(listen: listen, problem: BindFailure.Problem(error))
    }
    let number = try groupNumber(listen, group)
    do throws(Errno) {
      let socket = try BoundSocket.unix(address, mode: mode, group: number, calls: calls)
      return Listening(socket, route: route, isDealt: true)
    } catch {
      throw BindFailure(listen: listen, problem: .system(error))
    }
  }

  private func groupNumber(_ listen: Listen, _ name: String?) throws(BindFailure) -> Int? {
    guard let name else { return nil }
    do throws(Errno) {
      return try groupID(of: name)
    } catch {
      throw BindFailure(listen: listen, problem: .unknownGroup(name))
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
