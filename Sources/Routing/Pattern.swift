/// What a frame must look like, in the notation of templates: text in, captures out.
///
/// Anchored at both ends. Read from left to right without going back: a typed placeholder ends by its own
/// grammar, as long as that goes; an untyped one, `word` and `rest` end at the first place, after their least
/// length, where the text behind them stands, and only the last text of a pattern is sought at the end. That
/// makes the work linear in the subject, whatever the pattern.
///
/// - Text behind a placeholder is all of the author's own bytes up to the next placeholder. A value
///   (`<=name|filters>`) is text of its own.
/// - `word` with a placeholder directly behind it ends at the first blank, or at the end of the subject.
/// - Values are compared byte for byte; text, choices and the keys of tables without regard to ASCII case
///   where `ignoresCase` says so.
package final class Pattern: Sendable {
  /// As written in the route file.
  package let text: [UInt8]
  /// The names that are captured, in the order of the text.
  package let captures: [String]
  /// What every subject that matches begins with; in upper case where `ignoresCase`.
  package let literalPrefix: [UInt8]
  package let ignoresCase: Bool

  let elements: [Element]
  /// The author's own bytes, one text after the other; in upper case where `ignoresCase`.
  let literals: [UInt8]
  /// For each of `literals`, what `TextSearch` needs to know.
  let borders: [Int32]
  let ranges: [NumberRange]
  let words: [WordSet]
  let values: [Template]

  init(text: [UInt8], ignoresCase: Bool, draft: PatternDraft) {
    self.text = text
    self.ignoresCase = ignoresCase
    captures = draft.captures
    elements = draft.elements
    literals = draft.literals
    borders = draft.borders
    ranges = draft.ranges
    words = draft.words
    values = draft.values
    if case .text(let first) = elements.first {
      literalPrefix = Array(literals[first.range])
    } else {
      literalPrefix = []
    }
  }

  /// Whether it matches every subject: `<line:rest>` and nothing else.
  package var isCatchAll: Bool {
    guard elements.count == 1, case .capture(.rest, _) = elements[0] else { return false }
    return true
  }

  /// Whether it is its `literalPrefix` and nothing more.
  package var isLiteral: Bool {
    guard let first = elements.first else { return true }
    guard case .text = first else { return false }
    return elements.count == 1
  }

  /// One step of a match. Trivial values only, so that a match counts no references on its way.
  enum Element: Sendable, Equatable {
    case text(Text)
    /// `<=name|filters>`: an index into `values`.
    case value(Int)
    /// With the slot that it is bound to; nothing for `<_>`.
    case capture(Content, slot: Int?)
  }

  /// A range of `literals`; never empty.
  struct Text: Sendable, Equatable {
    var offset: Int
    var count: Int
    var range: Range<Int> { offset..<offset + count }
  }

  /// What a placeholder takes.
  enum Content: Sendable, Equatable {
    /// One or more bytes.
    case untyped
    /// One or more bytes, none of them blank.
    case word
    /// Zero or more bytes.
    case rest
    /// `-`, or nothing, and digits; an index into `ranges`.
    case int(range: Int?)
    /// The same, and perhaps a point with digits behind it.
    case num(range: Int?)
    /// Hexadecimal digits of either case.
    case hex
    /// ASCII letters.
    case alpha
    /// A string in double quotes; bound without them and with its escapes resolved. See `QuotedText`.
    case quoted
    /// The longest of several words that stands there; an index into `words`.
    case words(Int)
    case bytes(Int)
    /// A binary number of so many bytes, bound as decimal digits.
    case unsigned(bytes: Int, littleEndian: Bool)

    /// Whether the end is sought by what stands behind, instead of given by a grammar.
    var isSearched: Bool {
      switch self {
      case .untyped, .word, .rest: true
      default: false
      }
    }
  }
}
