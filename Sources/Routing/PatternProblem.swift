extension Pattern {
  /// Something wrong with the text of a pattern, or of a regular expression.
  package struct Problem: Error, Sendable, Equatable {
    package var kind: Kind
    /// Byte offsets in the text that was given; never empty.
    package var range: Range<Int>

    package init(_ kind: Kind, at range: Range<Int>) {
      self.kind = kind
      self.range = range
    }

    package enum Kind: Sendable, Equatable {
      /// A `<` that opens a placeholder which does not end; the range is the `<`.
      case unclosed
      /// The name of a capture is letters, digits and `_`; the range is the name, or the `<` and `=` before none.
      case badName(String)
      /// `<peer.ip>`, a name of something that is known already: `<=peer.ip>` would match it. The range is the name.
      case valueNotCapture(String)
      /// The range is the name that stands for the second time.
      case duplicateCapture(String)
      /// The range is the type, or the `:` before none. See `knownTypes`.
      case unknownType(String, known: [String])
      /// The range is the argument, or the type where it is missing.
      case badTypeArgument(type: String, argument: String, why: Template.ArgumentFault)
      /// The range is the table's name.
      case unknownTable(String, known: [String])
      /// A choice with nothing before, between or behind its `|`; the range is the choice.
      case emptyChoice
      /// `<name|upper>`: filters change a value, and what is captured stays as it is. The range is the filters
      /// with their first `|`.
      case filterOnCapture(String)
      /// Where the first ends cannot be told without text between the two; carries their types, nothing for
      /// an untyped one. The range is the second placeholder.
      case adjacent(first: String?, second: String?)
      /// `<s><=s|xor>`: where the capture ends would depend on itself. The range is the value.
      case valueOfItself(String)
      /// The problem of a `<=…>`, or of a placeholder that stands for bytes: an unknown name, an unknown filter.
      case placeholder(Template.Problem.Kind)
      /// A regular expression that RE2 refuses: what it says, and the part of the text that it says it of.
      case badExpression(message: String, about: String)
    }
  }

  /// The types of captures, for the reference and for suggestions. A choice `<name:A|B>` has no name of its own.
  package static let knownTypes: [(name: String, arguments: String, summary: String, example: String)] =
    CaptureType.allCases.map { ($0.rawValue, $0.arguments, $0.summary, $0.example) }
}

/// What may stand behind the `:` of a capture.
enum CaptureType: String, CaseIterable {
  case word, rest, int, num, hex, alpha, quoted
  case key = "in"
  case bytes, u8, u16, u24, u32, u64

  var arguments: String {
    switch self {
    case .word, .rest, .hex, .alpha, .quoted, .u8: ""
    case .int, .num: "[LOW..HIGH]"
    case .key: "TABLE"
    case .bytes: "COUNT"
    case .u16, .u24, .u32, .u64: "[little]"
    }
  }

  var summary: String {
    switch self {
    case .word: "one or more bytes, none of them blank"
    case .rest: "zero or more bytes"
    case .int: "a whole number, perhaps negative; within a range, both ends included"
    case .num: "the same, or with digits behind a point"
    case .hex: "hexadecimal digits"
    case .alpha: "letters of ASCII"
    case .quoted: "a string in double quotes; captures its inside, with `\\\"`, `\\n`, `\\xNN` and the like resolved"
    case .key: "the longest key of the table that stands there"
    case .bytes: "so many bytes, whatever they are"
    case .u8: "a byte, as a decimal number"
    case .u16: "two bytes as a decimal number, the highest first"
    case .u24: "three bytes as a decimal number"
    case .u32: "four bytes as a decimal number"
    case .u64: "eight bytes as a decimal number"
    }
  }

  var example: String {
    switch self {
    case .word: "HELO <name:word>"
    case .rest: "ECHO<text:rest>"
    case .int: "PORT <port:int 1..65535>"
    case .num: "SET <celsius:num 0..30>"
    case .hex: "#<colour:hex>"
    case .alpha: "<unit:alpha>"
    case .quoted: "say <text:quoted>"
    case .key: "HELP <topic:in topics>"
    case .bytes: "<id:bytes 2><body:rest>"
    case .u8: "<version:u8><body:rest>"
    case .u16, .u24, .u32, .u64: "<size:\(rawValue) little><body:rest>"
    }
  }

  /// Bytes of a binary number.
  var byteCount: Int {
    switch self {
    case .u8: 1
    case .u16: 2
    case .u24: 3
    case .u32: 4
    default: 8
    }
  }
}
