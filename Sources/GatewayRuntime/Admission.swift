package import POSIXStream
package import Routing

/// Who may connect: the route's `allow` list and the limits on connections.
///
/// The counts span all loops, so they stand behind a lock, which a connection takes twice in its life.
package final class Admission: Sendable {
  private let counts: Locked<Counts>
  private let processLimit: Int
  package let budget: MemoryBudget
  /// Of accepting that has paused, in whichever loop.
  let complaints = Throttle(every: .seconds(10))
  /// Of turns that were too long, in whichever loop.
  let stallLines = Throttle(every: .seconds(1))

  private struct Counts {
    var total = 0
    /// The most there were since half of them ended.
    var peak = 0
    var routes: [Int]
    /// The places of routes in `routes`, which they keep from one plan to the next.
    var names: [String: Int] = [:]
    var addresses: [Address: Int] = [:]

    mutating func leave(_ pass: Pass) {
      total -= 1
      routes[pass.route] -= 1
      guard let bytes = pass.address else { return }
      let key = Address(route: pass.route, bytes: bytes)
      let left = addresses[key, default: 1] - 1
      addresses[key] = left > 0 ? left : nil
    }

    /// Whether half of a crowd has left; asked again, half of that.
    mutating func crowdHasLeft() -> Bool {
      guard peak >= Admission.crowd, total <= peak / 2 else { return false }
      peak = total
      return true
    }
  }

  private struct Address: Hashable {
    var route: Int
    var bytes: [UInt8]
  }

  /// - Parameters:
  ///   - processLimit: connections of all routes together.
  ///   - budget: of memory, of all routes too.
  package init(routes: Int = 0, processLimit: Int, budget: MemoryBudget = .unlimited) {
    self.budget = budget
    counts = Locked(Counts(routes: [Int](repeating: 0, count: routes)))
    self.processLimit = processLimit
  }

  /// The place of each route of a plan. Routes go by their names: who is connected to one counts on, whatever
  /// plan it came under.
  package func places(in plan: Plan) -> [Int] {
    counts.with { counts in
      plan.routes.map { route in
        if let place = counts.names[route.name] { return place }
        counts.names[route.name] = counts.routes.count
        counts.routes.append(0)
        return counts.routes.count - 1
      }
    }
  }

  /// What an admitted connection holds until it has ended.
  package struct Pass: Sendable {
    fileprivate let route: Int
    fileprivate let address: [UInt8]?
  }

  /// A pass, or why there is none.
  package func admit(_ peer: SocketAddress, to route: Route, index: Int) -> Result<Pass, Refusal> {
    // Only asked for where it matters: it is an allocation of each connection.
    let asks = !route.allow.isEmpty || route.limits.connectionsPerIP != nil
    let address = asks ? AddressBlock.unmapped(peer.ipBytes) : []
    let isUnix = address.isEmpty
    guard isUnix || route.allow.isEmpty || route.allow.contains(where: { $0.contains(address) }) else {
      return .failure(Refusal(reason: .notAllowed))
    }
    let perAddress = isUnix ? nil : route.limits.connectionsPerIP
    return counts.with { counts in
      if counts.total >= processLimit || counts.routes[index] >= route.limits.connections ?? Int.max {
        return .failure(Refusal(reason: .maxConnections))
      }
      if let perAddress {
        let key = Address(route: index, bytes: address)
        guard counts.addresses[key, default: 0] < perAddress else {
          return .failure(Refusal(reason: .maxConnectionsIP))
        }
        counts.addresses[key, default: 0] += 1
      }
      counts.total += 1
      counts.peak = max(counts.peak, counts.total)
      counts.routes[index] += 1
      return .success(Pass(route: index, address: perAddress == nil ? nil : address))
    }
  }

  /// Whether there is memory for one more.
  package func hasMemory(at now: Moment) -> Bool {
    budget.pressure(for: MemoryBudget.perConnection, at: now) == .none
  }

  package func leave(_ pass: Pass) {
    let wasCrowd = counts.with { counts in
      counts.leave(pass)
      return counts.crowdHasLeft()
    }
    if wasCrowd { budget.peakIsOver() }
  }

  /// From so many connections on, their end is a reason to give memory back.
  private static let crowd = 256

  package struct Refusal: Error, Sendable {
    package let reason: CloseReason
  }
}
