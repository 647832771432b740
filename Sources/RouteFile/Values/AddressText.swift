/// IP addresses as text. Strict: what one reader takes for octal or for a shortened form is refused.
package enum AddressText {
  /// Four bytes of `192.0.2.7`, or sixteen of `2001:db8::1`, in network order. See RFC 4291 §2.2.
  package static func parse(_ text: some StringProtocol) -> [UInt8]? {
    text.contains(":") ? parseIPv6(text) : parseIPv4(text)
  }

  package static func parseIPv4(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard String(part).isDecimal, part.count <= 3, part == "0" || !part.hasPrefix("0") else { return nil }
      guard let byte = UInt8(part) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  package static func parseIPv6(_ text: some StringProtocol) -> [UInt8]? {
    guard let gap = firstDoubleColon(text) else {
      let bytes = groups(text)
      return bytes?.count == 16 ? bytes : nil
    }
    let head = text[..<gap]
    let tail = text[text.index(gap, offsetBy: 2)...]
    guard let front = head.isEmpty ? [] : groups(head), let back = tail.isEmpty ? [] : groups(tail) else { return nil }
    let missing = 16 - front.count - back.count
    guard missing >= 2, !head.contains(".") else { return nil }
    return front + [UInt8](repeating: 0, count: missing) + back
  }

  /// The canonical text of four or sixteen bytes. See RFC 5952 §4.
  package static func render(_ address: [UInt8]) -> String {
    guard address.count == 16 else { return address.map { "\($0)" }.joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map { Int(address[$0]) << 8 | Int(address[$0 + 1]) }
    let text = groups.map { String($0, radix: 16) }
    guard let zeros = longestZeros(groups) else { return text.joined(separator: ":") }
    return text[..<zeros.lowerBound].joined(separator: ":") + "::" + text[zeros.upperBound...].joined(separator: ":")
  }

  private static func firstDoubleColon(_ text: some StringProtocol) -> String.Index? {
    var previous: String.Index?
    for index in text.indices where text[index] == ":" {
      if let previous, text.index(after: previous) == index { return previous }
      previous = index
    }
    return nil
  }

  /// The bytes of groups between single colons; the last may be a dotted IPv4 address.
  private static func groups(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var bytes: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains(".") {
        guard let dotted = parseIPv4(part) else { return nil }
        bytes += dotted
      } else {
        guard (1...4).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit }),
          let group = UInt16(part, radix: 16)
        else { return nil }
        bytes += [UInt8(group >> 8), UInt8(group & 0xff)]
      }
    }
    return bytes.count <= 16 ? bytes : nil
  }

  /// The first of the longest runs of at least two zero groups.
  private static func longestZeros(_ groups: [Int]) -> Range<Int>? {
    var longest: Range<Int>?
    var start = 0
    for index in 0...groups.count {
      if index < groups.count, groups[index] == 0 { continue }
      if index - start >= 2, index - start > longest?.count ?? 0 { longest = start..<index }
      start = index + 1
    }
    return longest
  }
}
