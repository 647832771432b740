/// Which rules can match a subject, judged by the text that their patterns begin with.
///
/// A tree of bytes with compressed paths. Texts that are the beginning of the subject lie on one path from the root,
/// and the rules of that path, taken in the order of the file, are the candidates. Nothing is allocated for
/// a search, and the tree takes memory in proportion to the texts.
struct PrefixTree: Sendable {
  /// What one pattern asks for. A rule with several alternatives has several keys.
  struct Key {
    var rule: Int
    /// What every match begins with; nothing where that is not known.
    var text: [UInt8] = []
    /// The pattern is no more than `text`.
    var isWhole = false
    var ignoresCase = false
  }

  /// How far one search has come.
  struct Place {
    /// The rule that was offered last.
    fileprivate var last = -1
    /// The last node of the path that has rules for longer subjects too; the others follow by `Node.above`.
    fileprivate var open: Int
    /// The node where the subject ends.
    fileprivate var whole: Int?
    /// The next of the root's rules, which may be many.
    fileprivate var unprefixed = 0
  }

  private struct Node {
    /// The bytes that lead here from the node above, in `labels`.
    var label: Range<Int>
    /// In `nodes`, ordered by the first byte of their labels.
    var children = 0..<0
    /// Rules, in `rules`, for every subject that comes through here.
    var open = 0..<0
    /// Rules for the subject that ends here.
    var whole = 0..<0
    /// The next node towards the root that has rules for longer subjects; the root's own comes last.
    var above: Int
  }

  private var nodes: [Node] = []
  /// The first byte of each node's label.
  private var firsts: [UInt8] = []
  private var labels: [UInt8] = []
  /// Lists of rules, each in ascending order.
  private var rules: [Int] = []
  /// Letters are compared in upper case. If one key wants that all are found so: more is offered than can match.
  private let ignoresCase: Bool

  /// - Parameter keys: in ascending order of their rules.
  init(_ keys: [Key]) {
    ignoresCase = keys.contains(where: \.ignoresCase)
    build(PrefixTree.entries(of: keys, ignoringCase: ignoresCase))
  }
}

// MARK: - Searching

extension PrefixTree {
  /// Follows `subject` from the root for as long as there are nodes for it.
  func place(of subject: Span<UInt8>) -> Place {
    var place = Place(open: 0)
    var (node, depth) = (0, 0)
    while depth < subject.count {
      guard let child = child(of: node, for: folded(subject[depth])), follows(child, subject, from: depth) else {
        return place
      }
      node = child
      depth += nodes[node].label.count
      if !nodes[node].open.isEmpty { place.open = node }
    }
    place.whole = node
    return place
  }

  /// The least rule above `place.last` on the path.
  func next(_ place: inout Place) -> Int? {
    var best = unprefixed(&place)
    var node = place.open
    while node != 0 {
      best = min(best, first(above: place.last, in: nodes[node].open))
      node = nodes[node].above
    }
    if let whole = place.whole { best = min(best, first(above: place.last, in: nodes[whole].whole)) }
    guard best < Int.max else { return nil }
    place.last = best
    return best
  }

  private func unprefixed(_ place: inout Place) -> Int {
    let all = nodes[0].open
    while place.unprefixed < all.count {
      let rule = rules[all.lowerBound + place.unprefixed]
      if rule > place.last { return rule }
      place.unprefixed += 1
    }
    return Int.max
  }

  private func first(above last: Int, in list: Range<Int>) -> Int {
    var (low, high) = (list.lowerBound, list.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if rules[middle] > last { high = middle } else { low = middle + 1 }
    }
    return low < list.upperBound ? rules[low] : Int.max
  }

  private func child(of node: Int, for byte: UInt8) -> Int? {
    var (low, high) = (nodes[node].children.lowerBound, nodes[node].children.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if firsts[middle] < byte { low = middle + 1 } else { high = middle }
    }
    return low < nodes[node].children.upperBound && firsts[low] == byte ? low : nil
  }

  /// Whether the whole label of `node` stands in `subject`; its first byte is known to.
  private func follows(_ node: Int, _ subject: Span<UInt8>, from depth: Int) -> Bool {
    let label = nodes[node].label
    guard label.count <= subject.count - depth else { return false }
    var offset = 1
    while offset < label.count {
      if labels[label.lowerBound + offset] != folded(subject[depth + offset]) { return false }
      offset += 1
    }
    return true
  }

  private func folded(_ byte: UInt8) -> UInt8 {
    ignoresCase && byte &- UInt8(ascii: "a") < 26 ? byte ^ 0x20 : byte
  }
}

// MARK: - Building

extension PrefixTree {
  /// All that is known of one text.
  private struct Entry {
    var text: [UInt8]
    var open: [Int] = []
    var whole: [Int] = []

    mutating func add(_ key: Key) {
      if key.isWhole {
        if whole.last != key.rule { whole.append(key.rule) }
      } else if open.last != key.rule {
        open.append(key.rule)
      }
    }
  }

  private static func entries(of keys: [Key], ignoringCase: Bool) -> [Entry] {
    var entries: [[UInt8]: Entry] = [:]
    for key in keys {
      var text = key.text
      if ignoringCase {
        var span = text.mutableSpan
        ASCII.uppercase(&span)
      }
      entries[text, default: Entry(text: text)].add(key)
    }
    return entries.values.sorted { $0.text.lexicographicallyPrecedes($1.text) }
  }

  /// Entries that pass through one node, which stands behind `depth` bytes of them all.
  private struct Bundle {
    var entries: ArraySlice<Entry>
    var depth: Int
  }

  /// Level by level, so that the children of a node are neighbours.
  private mutating func build(_ entries: [Entry]) {
    var bundles = [Bundle(entries: entries[...], depth: 0)]
    nodes = [Node(label: 0..<0, above: 0)]
    firsts = [0]
    var node = 0
    while node < nodes.count {
      var rest = bundles[node].entries
      if let entry = rest.first, entry.text.count == bundles[node].depth {
        nodes[node].open = list(entry.open)
        nodes[node].whole = list(entry.whole)
        rest = rest.dropFirst()
      }
      let start = nodes.count
      while !rest.isEmpty { bundles.append(addChild(of: node, behind: bundles[node].depth, from: &rest)) }
      nodes[node].children = start..<nodes.count
      node += 1
    }
  }

  /// Adds a node for the first entries of `rest`, as many as go on with the same byte.
  private mutating func addChild(of node: Int, behind depth: Int, from rest: inout ArraySlice<Entry>) -> Bundle {
    let byte = rest.first?.text[depth] ?? 0
    let bundle = rest.prefix { $0.text[depth] == byte }
    rest = rest.dropFirst(bundle.count)
    let (lowest, highest) = (bundle.first?.text ?? [], bundle.last?.text ?? [])
    // Between the first and the last in order, all the others begin alike as well.
    let common = zip(lowest, highest).prefix { $0 == $1 }.count
    nodes.append(
      Node(
        label: labels.count..<(labels.count + common - depth),
        above: nodes[node].open.isEmpty ? nodes[node].above : node))
    labels += lowest[depth..<common]
    firsts.append(byte)
    return Bundle(entries: bundle, depth: common)
  }

  private mutating func list(_ added: [Int]) -> Range<Int> {
    rules += added
    return (rules.count - added.count)..<rules.count
  }
}
