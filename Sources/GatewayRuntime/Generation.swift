package import Routing

/// A plan as a process serves it: what a reload replaces as a whole.
package struct Generation: Sendable {
  /// 0 for the plan that the process started with.
  package let number: Int
  package let plan: Plan
  /// Where is listened, and the place in the plan of the route that answers there.
  package let addresses: [BoundAddress: Int]
  /// Of each route: its place in `Admission`.
  package let places: [Int]
  /// The variables that the loops share.
  package let shared: SharedMemory

  /// - Parameter former: the generation whose routes' variables go on; nothing for the first.
  package init(
    _ plan: Plan, addresses: [BoundAddress: Int], admission: Admission, following former: Generation? = nil
  ) {
    number = former.map { $0.number + 1 } ?? 0
    self.plan = plan
    self.addresses = addresses
    places = admission.places(in: plan)
    shared = SharedMemory(plan, continuing: former?.shared)
  }
}
