/// The names that an author has given, and what each stands for where a template or a pattern is written.
///
/// Captures and `let` values are kept in numbered slots. A state begins with the slots that a `goto` brought
/// along (`inherited`), and every rule adds its own behind them; the newest slot of a name is what the name means.
package struct Names: Sendable {
  /// Captures and `let` values, by name.
  package private(set) var slots: [String: Int] = [:]
  /// Slots in use, those of hidden names included.
  package private(set) var slotCount = 0
  /// How many of the slots a `goto` has filled.
  package let inherited: Int
  /// Connection variables, by name; an index into `Route.variables`.
  package var variables: [String: Int]
  /// What stands behind `shared.`; an index into `Route.shared`.
  package var shared: [String: Int]
  package var tables: [String: Table]
  package var fields: Fields

  /// What the framing tells of a frame besides its bytes.
  package enum Fields: Sendable, Equatable {
    case none
    /// `<start>`, `<header.NAME>`, `<body>`
    case headers
    /// `<arg.N>`, `<args>`
    case arguments
  }

  /// The name in `<lt>`, which writes a `<` and is nobody's to give.
  package static let escape = "lt"

  package init(
    inherited: [String] = [], variables: [String: Int] = [:], shared: [String: Int] = [:],
    tables: [String: Table] = [:], fields: Fields = .none
  ) {
    self.inherited = inherited.count
    self.variables = variables
    self.shared = shared
    self.tables = tables
    self.fields = fields
    for name in inherited { declare(name) }
  }

  /// The slot for a capture or a `let` of this rule: the one it has, or a new one that hides an inherited slot.
  @discardableResult
  package mutating func declare(_ name: String) -> Int {
    if let slot = slots[name], slot >= inherited { return slot }
    slots[name] = slotCount
    slotCount += 1
    return slotCount - 1
  }

  /// Leaves the first slots to the state that a connection happens to be in.
  package mutating func reserve(_ count: Int) { slotCount = max(slotCount, count) }

  /// The names that were declared here, in the order of their slots.
  package var own: [String] {
    slots.lazy.filter { [inherited] in $0.value >= inherited }.sorted { $0.value < $1.value }.map(\.key)
  }

  /// What an author's name or a field stands for; nothing for the language's own names and for unknown ones.
  package func value(named name: String) -> Template.Value? {
    if let slot = slots[name] { return .slot(slot) }
    if let index = variables[name] { return .variable(index) }
    if name.hasPrefix("shared.") { return shared[String(name.dropFirst(7))].map { .shared($0) } }
    return field(named: name)
  }

  private func field(named name: String) -> Template.Value? {
    switch (fields, name) {
    case (.headers, "start"): .field(.start)
    case (.headers, "body"): .field(.body)
    case (.headers, _) where name.hasPrefix("header.") && name.utf8.count > 7:
      .field(.header(Array(name.utf8.dropFirst(7))))
    case (.arguments, "args"): .field(.arguments)
    case (.arguments, _) where name.hasPrefix("arg."):
      Int(name.dropFirst(4)).flatMap { $0 >= 0 ? .field(.argument($0)) : nil }
    case (.headers, "line"), (.arguments, "line"): .line
    default: nil
    }
  }

  /// Every name that can be written here besides the language's own, for suggestions.
  package var all: [String] {
    let fieldNames: [String] =
      switch fields {
      case .none: []
      case .headers: ["start", "body"]
      case .arguments: ["args"]
      }
    return slots.keys.sorted() + variables.keys.sorted() + shared.keys.sorted().map { "shared.\($0)" } + fieldNames
  }
}
