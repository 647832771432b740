import Routing

/// Finds listeners that cannot both be bound, in time linear in their number.
///
/// Two TCP listeners collide when some address is in both: the same address, or a wildcard of its family. `*` is both
/// wildcards, `localhost` both loopback addresses; `[::]` is IPv6 alone. Port 0 takes a free port and never collides.
struct ListenCollisions {
  /// A pair of listeners by their index in the order of the file; the first is the one that came first.
  struct Pair: Equatable {
    var first: Int
    var second: Int
  }

  private var exact: [Place: Int] = [:]
  /// The first specific address of a family on a port.
  private var specific: [Wildcard: Int] = [:]
  private var wildcards: [Wildcard: Int] = [:]
  private var paths: [String: Int] = [:]

  private struct Place: Hashable {
    var address: [UInt8]
    var port: UInt16
  }

  private struct Wildcard: Hashable {
    var width: Int
    var port: UInt16
  }

  /// The listener added before that this one collides with.
  mutating func add(_ endpoint: Listen.Endpoint, index: Int) -> Pair? {
    switch endpoint {
    case .tcp(_, port: 0): return nil
    case .tcp(let host, let port):
      let collisions = host.addresses.compactMap { add($0, port, index) }
      return collisions.min().map { Pair(first: $0, second: index) }
    case .unix(let path, _, _):
      guard let first = paths[PathText.normalized(path)] else {
        paths[PathText.normalized(path)] = index
        return nil
      }
      return Pair(first: first, second: index)
    }
  }

  private mutating func add(_ address: [UInt8], _ port: UInt16, _ index: Int) -> Int? {
    let family = Wildcard(width: address.count, port: port)
    let place = Place(address: address, port: port)
    if let same = exact[place] { return same }
    exact[place] = index
    guard address.contains(where: { $0 != 0 }) else {
      wildcards[family] = index
      return specific[family]
    }
    if specific[family] == nil { specific[family] = index }
    return wildcards[family]
  }
}

extension Listen.Host {
  /// Every address that is bound; the wildcard of a family is all zeros.
  fileprivate var addresses: [[UInt8]] {
    let zeros = [UInt8](repeating: 0, count: 16)
    return switch self {
    case .loopback: [[127, 0, 0, 1], zeros.dropLast() + [1]]
    case .any: [[0, 0, 0, 0], zeros]
    case .address(let bytes): [bytes]
    }
  }
}

extension PlanDecoder {
  /// Two listeners on one address: the second would fail to bind, or steal the first one's connections.
  mutating func checkListeners(_ routes: [Route]) {
    let all = routes.flatMap { route in route.listeners.map { (listen: $0, route: route.name) } }
    var collisions = ListenCollisions()
    for (index, item) in all.enumerated() {
      guard let pair = collisions.add(item.listen.endpoint, index: index) else { continue }
      let first = all[pair.first]
      guard let span = spans[item.listen.place], let other = spans[first.listen.place] else { continue }
      let isSame = first.listen.text == item.listen.text
      report(
        .addressTwice,
        isSame
          ? "\(item.listen.text.quoted) is listened on twice, first at \(locate(other))"
          : "\(item.listen.text.quoted) and \(first.listen.text.quoted) at \(locate(other)) are on the same address",
        at: span, secondary: [.init(span: other, text: "first here")])
    }
  }
}
