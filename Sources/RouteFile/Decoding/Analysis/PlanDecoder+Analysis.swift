import Routing

extension PlanDecoder {
  /// What is said about a route as a whole, once every rule has been read.
  mutating func analyse(_ route: RouteDraft) {}
}
