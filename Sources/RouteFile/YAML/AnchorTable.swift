/// What the anchors of a file stand for: only those inside the top-level `x-…` keys may be referred to.
struct AnchorTable {
  enum State {
    /// Its node has not ended yet, so that an alias here would contain itself.
    case open
    case complete(Subtree)
    /// Not inside an `x-…` key.
    case outside
  }

  /// A finished node with what it counts for.
  struct Subtree {
    var node: Node
    /// Scalars, sequences and mappings, itself included.
    var nodes: Int
    /// Sequences and mappings inside one another; 0 for a scalar.
    var height: Int
  }

  struct Anchor {
    var state: State
    /// The anchor itself, `&name`.
    var span: SourceSpan
  }

  private var anchors: [String: Anchor] = [:]

  subscript(name: String) -> Anchor? { anchors[name] }

  mutating func define(_ name: String, _ state: State, at span: SourceSpan) {
    anchors[name] = Anchor(state: state, span: span)
  }

  mutating func complete(_ name: String, _ subtree: Subtree) {
    guard case .open? = anchors[name]?.state else { return }
    anchors[name]?.state = .complete(subtree)
  }

  /// The names that an alias may use.
  var usable: [String] {
    anchors.filter { if case .complete = $0.value.state { true } else { false } }.map(\.key)
  }
}
