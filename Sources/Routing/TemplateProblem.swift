package import Framing

extension Template {
  /// Something wrong with a template's text.
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
      /// The range is the name.
      case unknownPlaceholder(String)
      /// `<0x…>` takes exactly two hexadecimal digits; carries what was written between `<` and `>`.
      case badByte(String)
      /// `<random:x>`; the range is the argument, or the name where it is missing.
      case badPlaceholderArgument(placeholder: String, argument: String, why: ArgumentFault)
      /// `<v:num 0..30>`, `<=v>`, `<_>`: what only a pattern can say; carries the name of the capture, nothing for
      /// `<_>`. The range is the argument, or the name with its mark.
      case patternForm(String)
      /// The range is the name after `|`, or the `|` where there is none.
      case unknownFilter(String)
      /// The range is the argument, or the filter's name where it is missing.
      case badFilterArgument(filter: String, argument: String, why: ArgumentFault)
      /// A filter cannot convert what the author wrote: `<300|u8>`; the range is the filter's name.
      case constantNotConvertible(value: String, filter: String)
      /// More placeholders and filters than `maximumParts`; the range is the first `<` or `|` beyond.
      case tooManyParts(limit: Int)
      /// Placeholders as arguments of arguments beyond `maximumDepth`; the range is the `<`.
      case tooDeep(limit: Int)
    }
  }

  /// Why an argument cannot be used.
  package enum ArgumentFault: Error, Sendable, Equatable {
    /// Carries what the argument should be: `WIDTH`, `LOW..HIGH`.
    case missing(String)
    /// The filter or placeholder takes none.
    case unexpected
    case empty
    /// Longer than so many bytes.
    case tooLong(limit: Int)
    case notAnInteger
    case notANumber
    case outOfRange(ClosedRange<Int>)
    /// Not one of these words.
    case unknownChoice([String])
    /// Not one of these tables.
    case unknownTable(known: [String])
    /// A placeholder stands where only text can.
    case notConstant
    /// Not `LOW..HIGH`.
    case notARange
    /// A range whose end lies before its start.
    case reversed
    case zero
    /// A conversion of the time format that does not exist, with its `%`.
    case unknownConversion(String)
  }

  /// What a newline typed into a template becomes.
  package enum NewlinePolicy: Sendable, Equatable {
    /// It stays as it is.
    case verbatim
    /// It separates frames, and is written as the framing ends a frame; one at the end of the text is dropped.
    case separator(Framing.LineEnd)

    /// Newlines separate frames where the framing ends a frame with one.
    package init(_ framing: Framing) {
      switch framing.kind {
      case .line(let reply): self = .separator(reply)
      case .crlf: self = .separator(.crlf)
      default: self = .verbatim
      }
    }

    var terminator: [UInt8] {
      switch self {
      case .separator(.crlf): [0x0d, 0x0a]
      case .verbatim, .separator(.lf): [0x0a]
      }
    }
  }
}
