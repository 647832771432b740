/// One of libyaml's complaints and what is said instead. See the calls of `yaml_parser_set_scanner_error` and
/// `yaml_parser_set_parser_error` in its scanner.c and parser.c.
struct SyntaxMessage {
  enum Place {
    /// Where libyaml noticed.
    case noticed
    /// Where the construct began.
    case began
  }

  /// A part of libyaml's words: what it was doing, a colon, and the problem.
  var words: String
  var code = DiagnosticCode.yamlSyntax
  /// `%` stands for the characters at the place.
  var text: String
  var place = Place.noticed
  /// How many characters the span covers and the message quotes; 0 for a message that quotes none.
  var quotes = 0
  /// What to say where the construct began, if that is another place worth showing.
  var beginning: String?
  var help: [String] = []

  func message(quoting quoted: String) -> String {
    text.replacing("`%`", with: quoted == "`" ? "a backquote" : "`\(quoted)`")
  }

  private static let indentHelp =
    "keys of one mapping start in the same column; a text with `: ` or ` #` in it is quoted"

  /// The first that fits is taken.
  static let all: [SyntaxMessage] = scanner + quotedScalars + parser

  private static let scanner: [SyntaxMessage] = [
    .init(words: "could not find expected ':'", text: "expected `:` after this key", place: .began, help: [indentHelp]),
    .init(words: "mapping values are not allowed", text: "a `:` cannot stand here", help: [indentHelp]),
    .init(words: "mapping keys are not allowed", text: "a key cannot start here", help: [indentHelp]),
    .init(
      words: "block sequence entries are not allowed", text: "a list item cannot start here",
      help: ["start it on a line of its own, or quote a text that begins with `- `"]),
    .init(
      words: "cannot start any token", text: "a text cannot begin with `%`", quotes: 1,
      help: ["put the text in quotes"]),
    .init(
      words: "expected alphabetic or numeric character", text: "`%` must be followed by a name", place: .began,
      quotes: 1,
      help: ["put a text that begins with `*` or `&` in quotes"]),
    .init(words: "directive", code: .directiveRefused, text: "YAML directives are not read"),
    .init(words: "document start", text: "text after the end of the file's one value", help: [indentHelp]),
    .init(words: "Maximum nesting", code: .tooDeep, text: "nested more than \(LoaderLimits.depth) deep"),
  ]

  private static let quotedScalars: [SyntaxMessage] = [
    .init(words: "found unexpected end of stream", text: "this quote is never closed", place: .began),
    .init(words: "found unexpected document indicator", text: "this quote is never closed", place: .began),
    .init(
      words: "unknown escape character", text: "unknown escape `%`", quotes: 2,
      help: ["a backslash is written `\\\\` in double quotes, and as it is in single quotes"]),
    .init(
      words: "expected hexdecimal number", text: "expected hexadecimal digits",
      help: ["`\\x` takes two, `\\u` four and `\\U` eight"]),
    .init(words: "invalid Unicode character escape", text: "there is no such character"),
    .init(words: "indentation indicator equal to 0", text: "the indentation of a block is 1 to 9"),
    .init(
      words: "expected comment or line break", text: "only `+`, `-` and a digit may follow `|` or `>` on its line",
      help: ["the text of a block starts on the next line"]),
    .init(words: "found unexpected ':'", text: "a `:` cannot stand here", help: ["put the text in quotes"]),
  ]

  private static let parser: [SyntaxMessage] = [
    .init(
      words: "expected '-' indicator", text: "expected a list item that starts with `- `",
      beginning: "the list starts here", help: ["items of one list start in the same column"]),
    .init(
      words: "expected key", text: "expected a key", beginning: "the mapping starts here",
      help: [indentHelp]),
    .init(
      words: "expected ',' or ']'", text: "expected `,` or `]`", beginning: "the list starts here",
      help: ["put a text that contains brackets or commas in quotes"]),
    .init(
      words: "expected ',' or '}'", text: "expected `,` or `}`", beginning: "the mapping starts here",
      help: ["put a text that contains braces or commas in quotes"]),
    .init(words: "expected node content", text: "expected a value"),
    .init(
      words: "tag", code: .tagRefused, text: "tags are not read", help: ["put a text that begins with `!` in quotes"]),
  ]
}
