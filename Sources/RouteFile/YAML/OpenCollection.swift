/// A sequence or a mapping whose end has not come yet.
struct OpenCollection {
  enum Kind {
    case sequence
    case mapping
  }

  /// What the next node of a mapping is.
  enum Slot {
    case key
    case value(Scalar)
    /// The value of a key that was refused: read, and left out.
    case discarded
  }

  let kind: Kind
  /// The byte offset at which it starts.
  let start: Int
  let anchor: String?
  /// How many nodes the file had before it.
  let nodesBefore: Int
  /// The greatest height among its finished children.
  var childHeight = 0
  private(set) var slot = Slot.key
  private var items: [Node] = []
  private var entries: [Node.Entry] = []
  /// The first keys, which are looked through: most mappings have no more.
  private var firstKeys: [Scalar] = []
  /// Where each further key was written first.
  private var keys: [[UInt8]: SourceSpan] = [:]
  private static let fewKeys = 8

  init(_ kind: Kind, start: Int, anchor: String?, nodesBefore: Int) {
    self.kind = kind
    self.start = start
    self.anchor = anchor
    self.nodesBefore = nodesBefore
  }

  var expectsKey: Bool {
    if case .mapping = kind, case .key = slot { true } else { false }
  }

  /// The key whose value is being read.
  var pendingKey: Scalar? {
    if case .value(let key) = slot { key } else { nil }
  }

  var nodeKind: Node.Kind {
    switch kind {
    case .sequence: .sequence(items)
    case .mapping: .mapping(entries)
    }
  }

  /// - Returns: where the same key was written first, if it was; its value is then left out.
  mutating func take(key: Scalar) -> SourceSpan? {
    if let first = firstKeys.first(where: { $0.bytes == key.bytes })?.span ?? laterKey(key.bytes) {
      slot = .discarded
      return first
    }
    if firstKeys.count < OpenCollection.fewKeys { firstKeys.append(key) } else { keys[key.bytes] = key.span }
    slot = .value(key)
    return nil
  }

  private func laterKey(_ bytes: [UInt8]) -> SourceSpan? { keys.isEmpty ? nil : keys[bytes] }

  /// Leaves out the value that comes next.
  mutating func discardValue() { slot = .discarded }

  mutating func take(value: Node, height: Int) {
    childHeight = max(childHeight, height)
    switch (kind, slot) {
    case (.sequence, _): items.append(value)
    case (.mapping, .value(let key)): entries.append(Node.Entry(key: key, value: value))
    case (.mapping, _): break
    }
    slot = .key
  }
}
