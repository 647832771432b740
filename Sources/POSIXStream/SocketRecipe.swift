/// How a listening socket was made: for the one that takes its place when the kernel no longer accepts on it.
package struct SocketRecipe: Sendable {
  /// With the port that the socket got.
  package let address: SocketAddress
  let kind: Kind
  let calls: any SystemCalls

  enum Kind: Sendable {
    /// - Parameter shared: whether the loops of the process have a socket each on the address.
    case tcp(shared: Bool)
    case unix(SocketFile)
  }

  /// Binds and listens once more; the lost socket must be closed by now.
  ///
  /// - Throws: `Errno`. EADDRINUSE also where something else stands at a path. See bind(2), listen(2).
  package func makeSocket() throws(Errno) -> BoundSocket {
    switch kind {
    case .tcp(let shared): return try makeTCP(shared: shared)
    case .unix(let file):
      do throws(BoundSocket.PathProblem) {
        _ = try BoundSocket.clearStalePath(address, calls: calls)
      } catch {
        throw error.number
      }
      return try BoundSocket.unix(file, calls: calls)
    }
  }

  /// Alone if it can be, so that nobody else's socket is joined unnoticed; else beside those of the other loops.
  private func makeTCP(shared: Bool) throws(Errno) -> BoundSocket {
    do throws(Errno) {
      return try BoundSocket.tcp(address, shared: shared, calls: calls)
    } catch {
      guard shared, error == .addressInUse else { throw error }
      return try BoundSocket.joining(address, calls: calls)
    }
  }
}

extension BoundSocket.PathProblem {
  fileprivate var number: Errno {
    switch self {
    case .notASocket, .inUse: .addressInUse
    case .system(let error): error
    }
  }
}
