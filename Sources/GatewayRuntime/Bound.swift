import Logging
import POSIXStream
package import Routing

/// What one entry of a route's `listen` came to.
package struct Holding: Sendable {
  package let listen: Listen
  /// The route's place in the plan.
  package let route: Int
  /// The route's name.
  package let name: String
  /// One, or two where both families were asked for.
  package internal(set) var places: [BoundAddress] = []
}

/// All addresses of a plan.
package struct Bound: Sendable {
  package var holdings: [Holding] = []
  /// The new sockets, of each loop.
  package var shifts: [[Listening]]

  package init(loops: Int) { shifts = [[Listening]](repeating: [], count: loops) }

  /// Where is listened, and the place of the route that answers there.
  package var addresses: [BoundAddress: Int] {
    holdings.reduce(into: [:]) { addresses, holding in
      for place in holding.places { addresses[place] = holding.route }
    }
  }
}

extension Bound {
  /// One line for each address of those that are to be announced.
  func announce(_ plan: Plan, _ log: Logger, _ isWanted: (BoundAddress) -> Bool = { _ in true }) {
    for holding in holdings {
      for place in holding.places where isWanted(place) {
        let address = place.address.description
        log.info("listening on \(address)", metadata: ["route": .string(holding.name), "address": .string(address)])
      }
    }
  }
}
