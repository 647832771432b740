import POSIXStream
import Routing

/// What a process listens on already, of which the next plan takes what it asks for, each once.
struct HeldAddresses {
  private var holdings: [Holding]
  private let calls: any SystemCalls

  init(_ holdings: [Holding], calls: any SystemCalls) {
    self.holdings = holdings
    self.calls = calls
  }

  /// The addresses of what was written the same way: port 0 too keeps the port that it got.
  ///
  /// - Parameter route: whose they have to be; nothing for any route's.
  mutating func take(_ listen: Listen, of route: String?) -> [BoundAddress]? {
    let found = holdings.firstIndex { holding in
      holding.listen.endpoint == listen.endpoint && (route == nil || route == holding.name)
        && holding.places.allSatisfy(isThere)
    }
    return found.map { holdings.remove(at: $0).places }
  }

  /// One address, however it was written.
  mutating func take(_ address: SocketAddress) -> BoundAddress? {
    for index in holdings.indices {
      guard let place = holdings[index].places.first(where: { $0.address == address && isThere($0) }) else { continue }
      holdings[index].places.removeAll { $0 == place }
      return place
    }
    return nil
  }

  /// Nobody finds a unix socket whose file has been removed, or replaced by another process.
  private func isThere(_ place: BoundAddress) -> Bool { place.file?.isFound(calls) ?? true }
}
