import CLibYAML

/// libyaml's event parser over one file. See yaml.h, `yaml_parser_parse`.
///
/// The event interface alone: the document loader follows aliases and takes seconds for a few hundred bytes. The text
/// must be valid UTF-8 of characters that YAML allows, so that what is left to fail is the syntax.
@safe struct EventReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  /// - Returns: nothing when there is no memory.
  init?(_ bytes: [UInt8]) {
    // SAFETY: both allocations live as long as this value and do not move; libyaml reads `text` within its count.
    unsafe parser = .allocate(capacity: 1)
    unsafe text = .allocate(capacity: bytes.count)
    _ = unsafe text.initialize(fromContentsOf: bytes)
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      unsafe text.deallocate()
      return nil
    }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    // SAFETY: initialised in `init?`, which is the only way to a value; freed once, here.
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe text.deallocate()
  }

  /// The next event; none must be asked for after the end of the stream.
  mutating func next() throws(YAMLFailure) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    // SAFETY: the event is filled in by a call that succeeded and deleted once, after its bytes were copied.
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { unsafe yaml_event_delete(&event) }
    let characters = unsafe event.start_mark.index..<max(event.start_mark.index, event.end_mark.index)
    return unsafe YAMLEvent(
      kind: Self.kind(of: event), characters: Int(characters.lowerBound)..<Int(characters.upperBound))
  }

  private func failure() -> YAMLFailure {
    // SAFETY: libyaml's problem and context are string literals or null.
    unsafe YAMLFailure(
      problem: parser.pointee.problem.map { unsafe String(cString: $0) } ?? "",
      character: Int(parser.pointee.problem_mark.index),
      context: parser.pointee.context.map { unsafe String(cString: $0) } ?? "",
      contextCharacter: Int(parser.pointee.context_mark.index))
  }

  private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
    // SAFETY: the union member read is the one that the event's type names.
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: .streamStart
    case YAML_DOCUMENT_START_EVENT: .documentStart
    case YAML_DOCUMENT_END_EVENT: .documentEnd
    case YAML_ALIAS_EVENT: unsafe .alias(anchor: string(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT: unsafe scalar(event.data.scalar)
    case YAML_SEQUENCE_START_EVENT:
      unsafe .sequenceStart(properties(event.data.sequence_start.anchor, event.data.sequence_start.tag))
    case YAML_SEQUENCE_END_EVENT: .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      unsafe .mappingStart(properties(event.data.mapping_start.anchor, event.data.mapping_start.tag))
    case YAML_MAPPING_END_EVENT: .mappingEnd
    default: .streamEnd
    }
  }
}

extension EventReader {
  private typealias ScalarData = yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar

  private static func scalar(_ data: ScalarData) -> YAMLEvent.Kind {
    // SAFETY: libyaml gives the value as `length` bytes; it may hold zero bytes.
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data.value, count: Int(data.length)))
    return unsafe .scalar(bytes, style(data.style), properties(data.anchor, data.tag))
  }

  private static func style(_ style: yaml_scalar_style_t) -> Scalar.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  private static func properties(
    _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
  ) -> YAMLEvent.Properties {
    unsafe YAMLEvent.Properties(anchor: string(anchor), tag: string(tag))
  }

  private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    // SAFETY: libyaml ends anchors and tags with a zero byte.
    unsafe text.map { unsafe String(cString: $0) }
  }
}
