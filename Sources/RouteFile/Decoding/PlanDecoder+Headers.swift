import Framing

extension PlanDecoder {
  /// `headers: true`, or a mapping of what differs from HTTP.
  mutating func readHeaders(_ node: Node) -> Framing.Headers? {
    typealias Keys = KeyTable.Headers
    if case .scalar = node.kind { return readFlag(node, KeyTable.Framings.headers) ? Framing.Headers() : nil }
    guard let members = readMembers(node, of: KeyTable.headers) else { return nil }
    var headers = Framing.Headers()
    headers.startLine = members[Keys.startLine].flatMap { readBoolean($0, Keys.startLine) } ?? true
    if let names = members[Keys.length].map({ readHeaderNames($0) }), let name = names.first {
      (headers.length, headers.aliases) = (name, Array(names.dropFirst()))
    }
    if let mark = members[Keys.separator].flatMap({ readSeparator($0) }) { headers.separator = mark }
    if let word = members[Keys.eol].flatMap({ readWord($0, Keys.eol) }) { headers.eol = word == "lf" ? .lf : .crlf }
    headers.end = members[Keys.end].flatMap { readBodyEnd($0) }
    return headers
  }

  /// One name, or the name and others that mean the same.
  private mutating func readHeaderNames(_ node: Node) -> [[UInt8]] {
    guard case .sequence(let items) = node.kind else { return readHeaderName(node).map { [$0] } ?? [] }
    if items.isEmpty { emptyList(node, KeyTable.Headers.length) }
    return items.compactMap { readHeaderName($0) }
  }

  /// A separator of blanks would leave nothing to find where lines are read.
  private mutating func readSeparator(_ node: Node) -> [UInt8]? {
    guard let mark = readMark(node, KeyTable.Headers.separator) else { return nil }
    guard mark.contains(where: { $0 > 0x20 }), !mark.contains(where: { $0 == 0x0a || $0 == 0x0d }) else {
      report(.badMark, "`separator` is text such as `\": \"`: more than blanks, and no line end", at: node.span)
      return nil
    }
    return mark
  }

  /// A token as of RFC 9110 §5.6.2.
  private mutating func readHeaderName(_ node: Node) -> [UInt8]? {
    let key = KeyTable.Headers.length
    guard let scalar = readScalar(node, key) else { return nil }
    let isToken = scalar.bytes.allSatisfy { byte in
      byte.isASCIILetter || UInt8.isDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
    guard isToken, !scalar.bytes.isEmpty else {
      report(
        .badName, "`length` takes the name of a header, such as `Content-Length`, found \(scalar.text.quoted)",
        at: scalar.span)
      return nil
    }
    return scalar.bytes
  }

  private mutating func readBodyEnd(_ node: Node) -> [UInt8]? {
    if case .scalar(let scalar) = node.kind, scalar.text == "none" { return nil }
    return readMark(node, KeyTable.Headers.end)
  }
}
