/// The names that the rules of a route give, in texts that are searched only when somebody asks: what is wrong with a
/// name elsewhere, and nothing else.
final class CaptureTexts {
  private var patterns: [Scalar] = []
  private var bindings: [Scalar] = []
  private var known: Set<String>?

  func add(_ rule: RuleDraft) {
    known = nil
    patterns += rule.match
    for condition in rule.conditions { patterns += condition.patterns }
    if let regex = rule.regex { patterns.append(regex) }
    bindings += rule.bindings.map(\.name)
  }

  /// Whether some rule gives this name to a capture or to a `let` value.
  func give(_ name: String) -> Bool {
    let names = known ?? Set(bindings.map(\.text) + patterns.flatMap(\.namesGiven))
    known = names
    return names.contains(name)
  }
}

extension Scalar {
  /// What stands behind a `<` as a name, before `:` or `>`.
  fileprivate var namesGiven: [String] {
    bytes.indices.filter { bytes[$0] == UInt8(ascii: "<") }.compactMap { place in
      let name = bytes[(place + 1)...].prefix { $0.isLabelByte }
      guard name.endIndex < bytes.endIndex, ":>".utf8.contains(bytes[name.endIndex]) else { return nil }
      return String(decoding: name, as: UTF8.self)
    }
  }

  /// Where a pattern names a capture.
  func place(ofCapture name: String) -> SourceSpan? { place(of: "<\(name)", before: ":>") }

  /// Where a regular expression names a group.
  func place(ofGroup name: String) -> SourceSpan? { place(of: "<\(name)", before: ">") }

  /// Where this text stands, without its first byte, with one of these bytes behind it.
  private func place(of text: String, before ends: String) -> SourceSpan? {
    let sought = Array(text.utf8)
    let found = bytes.indices.first { place in
      bytes[place...].starts(with: sought) && place + sought.count < bytes.count
        && ends.utf8.contains(bytes[place + sought.count])
    }
    return found.map { span(of: $0 + 1..<$0 + sought.count) }
  }
}
