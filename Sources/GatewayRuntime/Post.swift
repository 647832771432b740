import POSIXStream
import Routing

/// One listening address as one loop sees it: what whoever connects there gets. Confined to the loop.
final class Post {
  /// Nothing once nobody can connect there any more.
  var context: RouteContext? {
    didSet {
      guard let context else { return }
      acceptor?.route = context.route.name
      acceptor?.owner = GateOwner(name: context.label, number: 0)
    }
  }
  /// Nothing where another loop accepts.
  var acceptor: Acceptor?
  /// What the acceptor has been told, and is told as soon as there is one.
  private(set) var toldToEnd: Readiness = []

  /// Stops accepting, once who waits has been accepted.
  func close() {
    toldToEnd = .shutdown
    acceptor?.tell(.shutdown)
  }
}
