/// What a key's value may be.
package indirect enum KeyType: Sendable {
  /// Any text.
  case text
  /// Text with `<…>` placeholders.
  case template
  /// Text with `<…>` captures, which a frame or a value is held against.
  case pattern
  /// A regular expression as RE2 takes it.
  case regularExpression
  /// Text that stands for bytes: a delimiter, a mark, a trailer; `<0xNN>` in it is one byte.
  case bytes
  case words([Word])
  case boolean
  /// `true` and nothing else: a framing kind without options.
  case flag
  case number(ClosedRange<Int>)
  /// The same, or a template that comes to one.
  case numberOrTemplate(ClosedRange<Int>)
  /// A whole number of at least one; `none` switches the limit off.
  case limit
  /// With `orNone`, `none` switches the timeout off.
  case duration(orNone: Bool)
  case size(orNone: Bool)
  /// `127.0.0.1:7000` and its like.
  case address
  /// An IP address or a CIDR block.
  case block
  /// Octal digits.
  case mode
  case path
  /// A list of at least one item.
  case list(of: KeyType)
  /// A list of exactly two items.
  case pair(of: KeyType)
  case oneOrMore(of: KeyType)
  case section(Section)
  /// A mapping from names that the author chooses.
  case named(Section)
  /// A mapping from texts that the author chooses: names, keys, values to hold a pattern against.
  case map(of: KeyType)
  case either([KeyType])
  case anything
}

extension KeyType {
  /// What a message says was expected, with an example where one helps.
  package var expectation: String {
    switch self {
    case .text: "text"
    case .template: "text such as `\"ack:<line>\"`"
    case .pattern: "a pattern such as `\"PING <text>\"`"
    case .regularExpression: "a regular expression such as `'^(?P<name>\\w+)$'`"
    case .bytes: "text such as `\"\\r\\n\"`"
    case .words(let words): KeyType.choice(words.map { "`\($0.name)`" })
    case .boolean: "`true` or `false`"
    case .flag: "`true`"
    case .number(let range): NumberText.describe(range)
    case .numberOrTemplate(let range): "\(NumberText.describe(range)), or a template such as `\"<bytes>\"`"
    case .limit: "a whole number such as `100`, or `none`"
    case .duration(let orNone): "a duration such as `\(DurationText.example)`\(orNone ? ", or `none`" : "")"
    case .size(let orNone): "a size such as `\(SizeText.example)`\(orNone ? ", or `none`" : "")"
    case .address: "an address such as `\(ListenText.example)`"
    case .block: "an address or a block of addresses such as `10.0.0.0/8`"
    case .mode: "a mode in octal digits such as `0660`"
    case .path: "a path such as `/run/x.sock`"
    case .list(let item): "a list, each item \(item.expectation)"
    case .pair(let item): "a list of two, each \(item.expectation)"
    case .oneOrMore(let item): "\(item.expectation), or a list of them"
    case .section(let section): "a mapping (\(section.title))"
    case .named(let section): "a mapping from names, each to \(section.title)"
    case .map(let item): "a mapping, each value \(item.expectation)"
    case .either(let types): types.map(\.expectation).joined(separator: ", or ")
    case .anything: "anything"
    }
  }

  /// The sections that a value of this type may hold, at any level of lists.
  package var sections: [Section] {
    switch self {
    case .section(let section), .named(let section): [section]
    case .list(let item), .pair(let item), .oneOrMore(let item), .map(let item): item.sections
    case .either(let types): types.flatMap(\.sections)
    default: []
    }
  }

  /// `a, b or c`
  static func choice(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " or " + last
  }
}
