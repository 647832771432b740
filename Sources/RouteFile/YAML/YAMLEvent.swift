/// One step through a YAML stream, as libyaml's parser takes it.
struct YAMLEvent {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(anchor: String)
    case scalar([UInt8], Scalar.Style, Properties)
    case sequenceStart(Properties)
    case sequenceEnd
    case mappingStart(Properties)
    case mappingEnd
  }

  /// What may stand before a node.
  struct Properties {
    var anchor: String?
    var tag: String?
  }

  var kind: Kind
  /// The characters that the event covers, counted from the start of the file.
  var characters: Range<Int>
}

/// What libyaml says of a file that is not YAML: its words, and the characters where it noticed and where the
/// construct began.
struct YAMLFailure: Error {
  var problem: String
  var character: Int
  /// `while scanning an alias` and the like; empty where there is none.
  var context: String
  var contextCharacter: Int
}
