import POSIXStream
import Routing

/// The numbers of the groups that a plan names, looked up at once: a directory on the network may take its time.
struct GroupNumbers: Sendable {
  private var numbers: [String: Int] = [:]

  init(of plan: Plan, lookUp: (String) throws(Errno) -> Int = groupID(of:)) {
    for case .unix(_, _, let name?) in plan.routes.flatMap({ $0.listeners.map(\.endpoint) }) {
      numbers[name] = try? lookUp(name)
    }
  }

  /// Nothing where there is no such group.
  subscript(name: String) -> Int? { numbers[name] }
}
