package import Routing

/// Addresses and CIDR blocks as `allow` lists them: `192.0.2.7`, `10.0.0.0/8`, `fd00::/8`.
package enum BlockText {
  package static func parse(_ text: String) throws(ValueProblem) -> AddressBlock {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first.flatMap({ AddressText.parse($0) }) else {
      throw ValueProblem(
        "expected an address or a block of addresses such as `10.0.0.0/8`, found \(NumberText.found(text))",
        help: text.contains(",") ? "several stand in brackets: `[10.0.0.0/8, \"::1\"]`" : nil)
    }
    let width = address.count * 8
    guard parts.count == 2 else { return normal(AddressBlock(address: address, prefixLength: width)) }
    guard String(parts[1]).isDecimal, let length = Int(parts[1]), length <= width else {
      let start = parts[0].utf8.count + 1
      throw ValueProblem(
        "expected a prefix length from 0 to \(width), found \(NumberText.found(String(parts[1])))",
        range: start..<start + parts[1].utf8.count)
    }
    let masked = mask(address, length)
    guard masked == address else {
      throw ValueProblem(
        "\(text.quoted) has bits set behind its first \(length)",
        suggestion: "\(AddressText.render(masked))/\(length)",
        help: "one address alone is written without `/`")
    }
    return normal(AddressBlock(address: address, prefixLength: length))
  }

  /// An address alone is written without its full prefix length.
  package static func render(_ block: AddressBlock) -> String {
    let address = AddressText.render(block.address)
    return block.prefixLength == block.address.count * 8 ? address : "\(address)/\(block.prefixLength)"
  }

  private static func mask(_ address: [UInt8], _ length: Int) -> [UInt8] {
    address.enumerated().map { index, byte in
      let kept = min(8, max(0, length - index * 8))
      return byte & UInt8(truncatingIfNeeded: 0xff00 >> kept)
    }
  }

  /// Peers are compared by their IPv4 address wherever they have one, so a block of mapped addresses is an IPv4 block.
  private static func normal(_ block: AddressBlock) -> AddressBlock {
    let unmapped = AddressBlock.unmapped(block.address)
    guard unmapped.count < block.address.count, block.prefixLength >= 96 else { return block }
    return AddressBlock(address: unmapped, prefixLength: block.prefixLength - 96)
  }
}
