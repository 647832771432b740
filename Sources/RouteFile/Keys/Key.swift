/// One key of the route language: what the decoder accepts, the schema says, the reference prints
/// and a misspelt key is compared with.
package struct Key: Sendable {
  package let name: String
  package let type: KeyType
  /// One sentence, as an editor shows it over the key.
  package let summary: String
  /// The value that stands where the key is left out, as it would be written.
  package let defaultText: String?
  package let isRequired: Bool
  /// False for keys the language has and this version does not: they get an error of their own.
  package let isAvailable: Bool
  /// Values as they would be written behind the key.
  package let examples: [String]

  package init(
    _ name: String, _ type: KeyType, _ summary: String, default defaultText: String? = nil, required: Bool = false,
    examples: [String] = []
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.defaultText = defaultText
    isRequired = required
    isAvailable = true
    self.examples = examples
  }

  private init(later name: String, _ summary: String) {
    self.name = name
    type = .anything
    self.summary = summary
    defaultText = nil
    isRequired = false
    isAvailable = false
    examples = []
  }

  /// A key that the language reserves for a later version.
  static func later(_ name: String, _ summary: String) -> Key { Key(later: name, summary) }
}

/// The keys of one kind of mapping. The set is closed: any other key is an error.
package struct Section: Sendable {
  /// What a message calls such a mapping: `a route`.
  package let title: String
  package let summary: String
  package let keys: [Key]
  /// Keys of which exactly one stands in the mapping; empty where there is no such choice.
  package let choice: [Key]
  /// Whether keys that begin with `x-` are the author's own.
  package let allowsNotes: Bool
  private let indices: [String: Int]

  package init(
    _ title: String, _ summary: String, exactlyOneOf choice: [Key] = [], allowsNotes: Bool = false, _ keys: [Key]
  ) {
    self.title = title
    self.summary = summary
    self.keys = keys
    self.choice = choice
    self.allowsNotes = allowsNotes
    indices = Dictionary(keys.indices.map { (keys[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package subscript(name: String) -> Key? { indices[name].map { keys[$0] } }

  /// The title as one word, for references: `a unix socket` is `unix-socket`.
  package var id: String {
    title.split(separator: " ").drop { $0 == "a" || $0 == "an" }.joined(separator: "-")
  }

  package var availableNames: [String] { keys.filter(\.isAvailable).map(\.name) }
}

/// One of a closed set of words.
package struct Word: Sendable {
  package let name: String
  package let summary: String

  package init(_ name: String, _ summary: String) {
    self.name = name
    self.summary = summary
  }
}
