import Framing

extension PlanDecoder {
  /// `headers: true`, or a mapping of what differs from HTTP.
  mutating func readHeaders(_ node: Node) -> Framing.Headers? {
    typealias Keys = KeyTable.Headers
    if case .scalar = node.kind { return readFlag(node, KeyTable.Framings.headers) ? Framing.Headers() : nil }
    guard let members = readMembers(node, of: KeyTable.headers) else { return nil }
    var headers = Framing.Headers()
    headers.startLine = members[Keys.startLine].flatMap { readBoolean($0, Keys.startLine) } ?? true
    if let name = members[Keys.length].flatMap({ readHeaderName($0) }) { headers.length = name }
    if let mark = members[Keys.separator].flatMap({ readMark($0, Keys.separator) }) { headers.separator = mark }
    if let word = members[Keys.eol].flatMap({ readWord($0, Keys.eol) }) { headers.eol = word == "lf" ? .lf : .crlf }
    headers.end = members[Keys.end].flatMap { readBodyEnd($0) }
    return headers
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
