import Framing

extension PlanDecoder {
  /// `{ bytes: 4 }`, `{ varint: true }`, `{ digits: 4 }`, `{ until: ":", trailer: "," }`
  mutating func readLength(_ node: Node) -> Framing.Kind? {
    typealias Keys = KeyTable.Length
    let errors = errorCount
    guard let members = readMembers(node, of: KeyTable.length) else { return nil }
    let kinds = members.written(among: Keys.kinds)
    guard kinds.count == 1, let kind = kinds.first, let value = members[kind.key] else {
      if kinds.count > 1 || errorCount == errors { reportLengthKinds(kinds, node) }
      return nil
    }
    checkLengthCompanions(members, of: kind.key)
    switch kind.key.name {
    case Keys.bytes.name: return readBinary(value, members)
    case Keys.varint.name: return readFlag(value, Keys.varint) ? .varint : nil
    default: return readDecimal(kind.key, value, members)
    }
  }

  private mutating func reportLengthKinds(_ kinds: [(key: Key, span: SourceSpan)], _ node: Node) {
    let message = "a length has exactly one of `bytes`, `varint`, `digits` and `until`"
    guard let first = kinds.first else {
      return report(.missingKey, message, at: place(of: node), help: ["write `length: { bytes: 4 }`"])
    }
    let others = kinds.dropFirst().map { Diagnostic.Label(span: $0.span, text: "another one") }
    report(.conflictingKeys, message, at: first.span, secondary: others)
  }

  private mutating func checkLengthCompanions(_ members: Members, of kind: Key) {
    typealias Keys = KeyTable.Length
    let binary = [Keys.endian, Keys.adjust, Keys.offset, Keys.header].map { ($0, [Keys.bytes]) }
    for (key, kinds) in binary + [(Keys.trailer, [Keys.digits, Keys.until])] {
      guard let span = members.keySpan(key), !kinds.contains(where: { $0.name == kind.name }) else { continue }
      report(
        .conflictingKeys, "\(key.name.quoted) does not go with \(kind.name.quoted)", at: span,
        notes: ["it goes with \(KeyType.choice(kinds.map(\.name.quoted)))"])
    }
  }

  private mutating func readBinary(_ node: Node, _ members: Members) -> Framing.Kind? {
    typealias Keys = KeyTable.Length
    let bytes = readNumber(node, Keys.bytes)
    let endian = members[Keys.endian].flatMap { readWord($0, Keys.endian) }
    let adjust = members[Keys.adjust].flatMap { readNumber($0, Keys.adjust) }
    let offset = members[Keys.offset].flatMap { readNumber($0, Keys.offset) }
    let header = members[Keys.header].flatMap { readWord($0, Keys.header) }
    if let span = members.keySpan(Keys.offset), members[Keys.header] == nil {
      report(
        .missingKey, "`offset` needs `header: keep`: the reply must write the header that it lies in", at: span,
        help: ["write `header: keep` beside it"])
    }
    guard let bytes else { return nil }
    return .binaryLength(
      .init(
        bytes: bytes, littleEndian: endian == "little", adjust: adjust ?? 0, offset: offset ?? 0,
        keepsHeader: header == "keep"))
  }

  private mutating func readDecimal(_ key: Key, _ node: Node, _ members: Members) -> Framing.Kind? {
    typealias Keys = KeyTable.Length
    let trailer = members[Keys.trailer].flatMap { readMark($0, Keys.trailer) } ?? []
    guard key.name == Keys.until.name else {
      return readNumber(node, Keys.digits).map { .decimalLength(.init(.digits($0), trailer: trailer)) }
    }
    guard let mark = readMark(node, Keys.until) else { return nil }
    guard mark.count == 1, let byte = mark.first, !UInt8.isDigit(byte) else {
      report(.badMark, "`until` takes one byte that is no digit, such as `\":\"`", at: node.span)
      return nil
    }
    return .decimalLength(.init(.until(byte), trailer: trailer))
  }
}
