/// Finds `*:7000` and `[::1]:7000` where a value may start: good addresses, and YAML's own syntax without quotes.
enum UnquotedAddress {
  /// The offsets of the first one in a line.
  static func find(in line: ArraySlice<UInt8>) -> Range<Int>? {
    for start in line.indices where isValueStart(line, start) {
      if let length = wildcard(line[start...]) ?? bracketed(line[start...]) { return start..<start + length }
    }
    return nil
  }

  private static func isValueStart(_ line: ArraySlice<UInt8>, _ offset: Int) -> Bool {
    guard offset > line.startIndex else { return true }
    return [UInt8](" \t[{,".utf8).contains(line[offset - 1])
  }

  /// `*:` and a port.
  private static func wildcard(_ text: ArraySlice<UInt8>) -> Int? {
    guard text.first == UInt8(ascii: "*") else { return nil }
    return port(text.dropFirst()).map { 1 + $0 }
  }

  /// An IPv6 address in brackets, with a port or without.
  private static func bracketed(_ text: ArraySlice<UInt8>) -> Int? {
    guard text.first == UInt8(ascii: "[") else { return nil }
    let address = text.dropFirst().prefix(64).prefix { isAddressByte($0) }
    let rest = text[address.endIndex...]
    guard rest.first == UInt8(ascii: "]"), address.count(where: { $0 == UInt8(ascii: ":") }) >= 2 else { return nil }
    return address.count + 2 + (port(rest.dropFirst()) ?? 0)
  }

  private static func port(_ text: ArraySlice<UInt8>) -> Int? {
    let digits = text.dropFirst().prefix { isDigit($0) }
    return text.first == UInt8(ascii: ":") && !digits.isEmpty ? 1 + digits.count : nil
  }

  private static func isAddressByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || [UInt8]("abcdefABCDEF:.%".utf8).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
