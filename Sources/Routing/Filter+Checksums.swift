import Framing

// Filters that sum a value up, in upper-case hexadecimal digits of the checksum's own width.
extension Filter {
  func applyChecksum(to outbox: inout Outbox, from start: Int) throws(FrameRefusal) {
    guard let (sum, width) = outbox.withValue(from: start, { checksum($0.span) }) else { throw badValue }
    outbox.dropValue(from: start)
    if name == .luhn { outbox.appendNumber(sum) } else { outbox.appendHexDigits(sum, width: width) }
  }

  private func checksum(_ value: Span<UInt8>) -> (sum: UInt32, width: Int)? {
    switch name {
    case .xor: (UInt32(Checksum.xor(value)), 2)
    case .sum: (UInt32(Checksum.sum(value)), 2)
    case .crc16: (UInt32(CRC16.allCases[choice(0) ?? 0].checksum(value)), 4)
    case .crc32: (Checksum.crc32(value), 8)
    case .luhn: Checksum.luhn(value).map { (UInt32($0), 1) }
    default: nil
    }
  }
}
