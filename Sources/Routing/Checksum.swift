/// Checksums that protocols on a line carry.
enum Checksum {
  /// All bytes xor-ed. See NMEA 0183.
  static func xor(_ bytes: Span<UInt8>) -> UInt8 {
    var sum: UInt8 = 0
    for i in bytes.indices { sum ^= bytes[i] }
    return sum
  }

  /// The sum of all bytes modulo 256.
  static func sum(_ bytes: Span<UInt8>) -> UInt8 {
    var sum: UInt8 = 0
    for i in bytes.indices { sum &+= bytes[i] }
    return sum
  }

  /// CRC-32/ISO-HDLC, as of Ethernet and zlib. See RFC 1952 §8.
  static func crc32(_ bytes: Span<UInt8>) -> UInt32 {
    let table = crc32Table
    var sum: UInt32 = 0xffff_ffff
    for i in bytes.indices {
      sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ bytes[i])] ^ sum >> 8
    }
    return ~sum
  }

  /// The digit that makes the whole valid when written behind `digits`; nothing where something else than
  /// digits, or nothing, is given. See ISO/IEC 7812-1, annex B.
  static func luhn(_ digits: Span<UInt8>) -> UInt8? {
    guard !digits.isEmpty else { return nil }
    var sum = 0
    for i in digits.indices {
      guard ASCII.isDigit(digits[i]) else { return nil }
      let digit = Int(digits[i] &- UInt8(ascii: "0"))
      let doubled = (digits.count - i) % 2 == 1 ? digit * 2 : digit
      sum = (sum + (doubled > 9 ? doubled - 9 : doubled)) % 10
    }
    return UInt8((10 - sum) % 10)
  }

  private static let crc32Table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xedb8_8320 }
  }
}

/// The variants of CRC-16 that the route language names, by the catalogue's names:
/// CRC-16/ARC, CRC-16/MODBUS, CRC-16/XMODEM and CRC-16/CCITT-FALSE (also called IBM-3740).
package enum CRC16: String, Sendable, CaseIterable {
  case arc, modbus, xmodem, ccitt

  func checksum(_ bytes: Span<UInt8>) -> UInt16 {
    switch self {
    case .arc: CRC16.reflected(bytes, from: 0)
    case .modbus: CRC16.reflected(bytes, from: 0xffff)
    case .xmodem: CRC16.forward(bytes, from: 0)
    case .ccitt: CRC16.forward(bytes, from: 0xffff)
    }
  }

  /// Polynomial 0x8005, lowest bit first.
  private static func reflected(_ bytes: Span<UInt8>, from first: UInt16) -> UInt16 {
    let table = reflectedTable
    var sum = first
    for i in bytes.indices { sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ bytes[i])] ^ sum >> 8 }
    return sum
  }

  /// Polynomial 0x1021, highest bit first.
  private static func forward(_ bytes: Span<UInt8>, from first: UInt16) -> UInt16 {
    let table = forwardTable
    var sum = first
    for i in bytes.indices { sum = table[Int(UInt8(truncatingIfNeeded: sum >> 8) ^ bytes[i])] ^ sum << 8 }
    return sum
  }

  private static let reflectedTable: [UInt16] = (0..<256).map { index in
    (0..<8).reduce(UInt16(index)) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xa001 }
  }

  private static let forwardTable: [UInt16] = (0..<256).map { index in
    (0..<8).reduce(UInt16(index) << 8) { sum, _ in sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
  }
}
