import Framing

extension PlanDecoder {
  /// A state's `read`: a framing, and the template of its size where there is one.
  mutating func readReading(_ node: Node) -> (framing: Framing?, size: Scalar?) {
    guard case .mapping(var entries) = node.kind,
      let index = entries.firstIndex(where: { $0.key.text == KeyTable.Framings.fixed.name }),
      case .scalar(let size) = entries[index].value.kind, size.bytes.contains(UInt8(ascii: "<"))
    else { return (readFraming(node), nil) }
    let one = Scalar(
      bytes: [UInt8(ascii: "1")], style: .plain, source: size.source, sourceRange: size.sourceRange,
      file: size.span.file)
    entries[index].value.kind = .scalar(one)
    return (readFraming(Node(kind: .mapping(entries), span: node.span)), size)
  }

  /// The framing of a route; nothing after an error.
  ///
  /// - Parameter isWrapping: whether it only says how a reply is written.
  mutating func readFraming(_ node: Node, isWrapping: Bool = false) -> Framing? {
    if case .mapping = node.kind { return readFramingMapping(node) }
    let key = KeyTable.Route.framing
    guard let scalar = readScalar(node, key) else { return nil }
    if let kind = Framing.Kind.words[scalar.text] { return kind.framing }
    reportFramingWord(scalar, isWrapping)
    return nil
  }

  private mutating func reportFramingWord(_ scalar: Scalar, _ isWrapping: Bool) {
    let text = scalar.text
    if let key = KeyTable.framing[text] {
      guard key.isAvailable else {
        return report(.notAvailable, "the framing \(text.quoted) is not available in this version", at: scalar.span)
      }
      if KeyTable.Framings.kinds.contains(where: { $0.name == text }) {
        let example = key.examples.first ?? "…"
        return report(
          .unknownWord, "the framing \(text.quoted) needs a value", at: scalar.span,
          help: ["write `{ \(text): \(example) }`"])
      }
    }
    let kinds = KeyTable.Framings.kinds.map(\.name) + (isWrapping ? ["counted"] : [])
    report(
      .unknownWord, "unknown framing \(text.quoted)", at: scalar.span,
      label: didYouMean(Suggestion.near(text, in: kinds)), notes: ["framings: \(kinds.joined(separator: ", "))"])
  }

  private mutating func readFramingMapping(_ node: Node) -> Framing? {
    typealias Keys = KeyTable.Framings
    let errors = errorCount
    guard let members = readMembers(node, of: KeyTable.framing) else { return nil }
    let max = members[Keys.max].flatMap { readValue($0, Keys.max, .badSize, SizeText.parse) }
    let atEOF = members[Keys.atEOF].flatMap { readWord($0, Keys.atEOF) }
    let kinds = members.written(among: Keys.kinds)
    guard kinds.count == 1, let kind = kinds.first, let value = members[kind.key] else {
      reportKinds(kinds, node, isQuiet: errorCount > errors)
      return nil
    }
    checkCompanions(members, of: kind.key)
    guard let read = readFramingKind(kind.key, value, members) else { return nil }
    let framing = Framing(
      read, maximum: max ?? Framing.defaultMaximum, atEOF: atEOF == "deliver" ? .deliver : .drop)
    return checkMaximum(framing, value) ? framing : nil
  }

  private mutating func reportKinds(_ kinds: [(key: Key, span: SourceSpan)], _ node: Node, isQuiet: Bool) {
    if let first = kinds.first {
      let others = kinds.dropFirst().map { Diagnostic.Label(span: $0.span, text: "another kind") }
      return report(
        .conflictingKeys, "a framing has exactly one kind, found \(kinds.count)", at: first.span, secondary: others)
    }
    guard !isQuiet else { return }
    report(
      .missingKey, "a framing needs a kind", at: place(of: node),
      notes: ["kinds: \(KeyTable.Framings.kinds.map(\.name).joined(separator: ", "))"])
  }

  /// `trailer` and `outside` mean something beside some kinds only.
  private mutating func checkCompanions(_ members: Members, of kind: Key) {
    typealias Keys = KeyTable.Framings
    let companions = [(Keys.trailer, [Keys.fixed]), (Keys.outside, [Keys.between, Keys.mllp, Keys.stxEtx])]
    for (key, kinds) in companions {
      guard let span = members.keySpan(key), !kinds.contains(where: { $0.name == kind.name }) else { continue }
      report(
        .conflictingKeys, "\(key.name.quoted) does not go with \(kind.name.quoted)", at: span,
        notes: ["it goes with \(KeyType.choice(kinds.map(\.name.quoted)))"])
    }
  }

  private mutating func readFramingKind(_ key: Key, _ node: Node, _ members: Members) -> Framing.Kind? {
    typealias Keys = KeyTable.Framings
    switch key.name {
    case Keys.line.name: return readLine(node)
    case Keys.delimiter.name: return readDelimiters(node).map { .delimiter($0) }
    case Keys.fixed.name: return readFixed(node, members)
    case Keys.length.name: return readLength(node)
    case Keys.headers.name: return readHeaders(node).map { .headers($0) }
    case Keys.between.name: return readBetween(node, readOutside(members))
    default:
      guard readFlag(node, key), let kind = Framing.Kind.words[key.name] else { return nil }
      guard case .between(let start, let end, _) = kind else { return kind }
      return .between(start: start, end: end, outside: readOutside(members))
    }
  }

  private mutating func readLine(_ node: Node) -> Framing.Kind? {
    let words = [Word("true", ""), Word("lf", ""), Word("crlf", "")]
    return readWord(node, KeyTable.Framings.line, words).map { .line(reply: $0 == "crlf" ? .crlf : .lf) }
  }

  mutating func readFlag(_ node: Node, _ key: Key) -> Bool {
    readWord(node, key, [Word("true", "")]) != nil
  }

  private mutating func readOutside(_ members: Members) -> Framing.Outside {
    let key = KeyTable.Framings.outside
    let word = members[key].flatMap { readWord($0, key) }
    return word == "skip" ? .skip : .refuse
  }

  private mutating func readFixed(_ node: Node, _ members: Members) -> Framing.Kind? {
    typealias Keys = KeyTable.Framings
    if case .scalar(let scalar) = node.kind, scalar.bytes.contains(UInt8(ascii: "<")) {
      report(
        .badNumber, "a template says the size of frames in a state's `read` only", at: scalar.span,
        notes: ["its names are those that a `goto` brings along"])
      return nil
    }
    let size = readNumber(node, Keys.fixed, in: 1...SizeText.greatest)
    let trailer = members[Keys.trailer].flatMap { readMark($0, Keys.trailer) }
    return size.map { .fixed($0, trailer: trailer ?? []) }
  }

  private mutating func checkMaximum(_ framing: Framing, _ node: Node) -> Bool {
    guard case .fixed(let size, _) = framing.kind, size > framing.maximum else { return true }
    report(
      .conflictingKeys, "frames of \(size) bytes are larger than `max`, which is \(SizeText.render(framing.maximum))",
      at: node.span, help: ["write `max: \(SizeText.render(size))` beside it"])
    return false
  }
}

extension Framing.Kind {
  /// The kinds that a word alone names.
  static let words: [String: Framing.Kind] = [
    "line": .line(reply: .lf), "crlf": .crlf, "netstring": .netstring, "octet-counted": .octetCounted, "mllp": .mllp,
    "stx-etx": .stxEtx, "dot": .dot, "headers": .http, "http": .http, "sip": .sip, "lsp": .lsp, "stomp": .stomp,
    "resp": .resp, "eof": .eof, "raw": .raw,
  ]

  /// The kind with its usual bounds.
  var framing: Framing { Framing(self) }
}
