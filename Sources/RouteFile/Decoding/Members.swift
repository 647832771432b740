/// The entries of a mapping whose every key was held against its section.
final class Members: Sendable {
  let node: Node
  /// By the names of their keys, in the order of the file. Sections are small: looking through them costs less than
  /// hashing.
  private let entries: [(name: String, entry: Node.Entry)]

  init(node: Node, entries: [(name: String, entry: Node.Entry)]) {
    self.node = node
    self.entries = entries
  }

  subscript(key: Key) -> Node? { entry(key)?.value }

  /// Whether all that is written is known: what was left out has been reported.
  var isWhole: Bool { node.entries?.count == entries.count }

  /// Whether something is written that the section does not have.
  func hasUnknownKey(of section: Section) -> Bool {
    node.entries?.contains { section[$0.key.text] == nil && !(section.allowsNotes && $0.key.text.hasPrefix("x-")) }
      ?? false
  }

  func entry(_ key: Key) -> Node.Entry? { entries.first { $0.name == key.name }?.entry }

  /// Where the key itself stands.
  func keySpan(_ key: Key) -> SourceSpan? { entry(key)?.key.span }

  /// Those of `keys` that are written, in the order of the file.
  func written(among keys: [Key]) -> [(key: Key, span: SourceSpan)] {
    let found = keys.compactMap { key in keySpan(key).map { (key: key, span: $0) } }
    return found.sorted { $0.span < $1.span }
  }
}

extension PlanDecoder {
  /// The entries of a mapping; nothing, after an error, where the node is none, and where so much is wrong that
  /// nothing more is kept. Keys that the section does not have are reported and left out.
  ///
  /// - Parameter name: where missing keys are reported; nothing means at the mapping.
  mutating func readMembers(_ node: Node, of section: Section, name: Scalar? = nil) -> Members? {
    guard errorCount < LoaderLimits.diagnostics else { return nil }
    guard case .mapping(let written) = node.kind else {
      if !node.isRefused {
        report(
          .wrongType, "expected \(section.title) as a mapping, found \(node.described)", at: place(of: node),
          help: helpWithMapping(node, of: section, name: name).map { [$0] } ?? [])
      }
      return nil
    }
    var entries: [(name: String, entry: Node.Entry)] = []
    for entry in written {
      let name = entry.key.text
      guard let key = section[name] else {
        if !(section.allowsNotes && name.hasPrefix("x-")) { reportUnknown(entry, in: section) }
        continue
      }
      guard key.isAvailable else {
        report(.notAvailable, "\(name.quoted) is not available in this version", at: entry.key.span)
        continue
      }
      entries.append((name, entry))
    }
    let members = Members(node: node, entries: entries)
    for key in section.keys where key.isRequired && members[key] == nil {
      reportMissing(key, in: section, at: name?.span ?? place(of: node))
    }
    return members
  }

  private mutating func reportUnknown(_ entry: Node.Entry, in section: Section) {
    let key = entry.key
    let near = isHopeless ? nil : Suggestion.near(key.text, in: section.keys.map(\.name))
    let owners = isHopeless || near != nil ? [] : KeyTable.owners(of: key.text)
    if !owners.isEmpty, !owners.contains(where: { $0[key.text]?.isAvailable ?? false }) {
      return report(.notAvailable, "\(key.text.quoted) is not available in this version", at: key.span)
    }
    let help = near == nil ? helpWithPlace(entry, owners, in: section) : nil
    report(
      .unknownKey, "unknown key \(key.text.quoted) in \(section.title)", at: key.span, label: didYouMean(near),
      notes: ["allowed here: \(section.availableNames.joined(separator: ", "))"], help: help.map { [$0] } ?? [])
  }

  /// Where a key belongs that stands in the wrong mapping; nothing where there are too many such places.
  private func helpWithPlace(_ entry: Node.Entry, _ owners: [Section], in section: Section) -> String? {
    if section.id == KeyTable.file.id, case .mapping(let inner) = entry.value.kind,
      inner.contains(where: { $0.key.text == KeyTable.Route.listen.name })
    {
      return "routes stand under the key `routes`"
    }
    let titles = owners.filter { $0[entry.key.text]?.isAvailable ?? false }.map(\.title)
    guard (1...2).contains(titles.count) else { return nil }
    return "\(entry.key.text.quoted) is a key of \(titles.joined(separator: " and of "))"
  }

  /// What to do where a mapping was expected: it was left empty, or the level above it was left out.
  private func helpWithMapping(_ node: Node, of section: Section, name: Scalar?) -> String? {
    if section.id == KeyTable.route.id, let name, KeyTable.route[name.text] != nil {
      return "\(name.text.quoted) is a key of a route, and stands below the route's name"
    }
    if section.id == KeyTable.state.id, case .sequence = node.kind { return "its rules stand under the key `rules`" }
    return node.isOmitted ? "its keys stand on the next lines, indented further" : nil
  }

  private mutating func reportMissing(_ key: Key, in section: Section, at span: SourceSpan) {
    let example = key.examples.first.map { ", such as `\(key.name): \($0)`" } ?? ""
    report(.missingKey, "\(section.title) needs the key \(key.name.quoted)\(example)", at: span)
  }
}

extension Node {
  /// What a message calls a value that is not what was expected.
  var described: String {
    switch kind {
    case .scalar(let scalar): isOmitted ? "nothing" : scalar.text.quoted
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .refused: "something else"
    }
  }

  /// Whether it was reported already, so that there is nothing more to say.
  var isRefused: Bool {
    if case .refused = kind { true } else { false }
  }

  /// Whether the value was left out: `key:` and nothing behind it.
  var isOmitted: Bool {
    guard case .scalar(let scalar) = kind else { return false }
    return scalar.bytes.isEmpty && scalar.isPlain && scalar.literalRanges.isEmpty
  }
}
