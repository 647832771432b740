import Framing
import Routing
import Testing

struct FilterCodeTests {
  /// RFC 4648 §10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `encodes and decodes Base64`(plain: String, encoded: String) throws {
    #expect(try text("<line|base64>", FixedScope(plain)) == encoded)
    #expect(try text("<line|unbase64>", FixedScope(encoded)) == plain)
  }

  @Test func `uses the whole alphabet of Base64`() throws {
    let bytes: [UInt8] = [0xfb, 0xff, 0xbf]
    #expect(try text("<line|base64>", FixedScope(bytes: bytes)) == "+/+/")
    #expect(try render("<line|unbase64>", FixedScope("+/+/")) == bytes)
  }

  @Test(arguments: ["Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zh==", "Zm9=", "Zm-v", "Zm 9", "Zm9v\n", "=m9v", "Z=9v"])
  func `refuses what is not Base64`(value: String) {
    #expect(throws: FrameRefusal.badValue(filter: "unbase64")) { try render("<line|unbase64>", FixedScope(value)) }
  }

  /// RFC 4648 §10, in lower case.
  @Test(arguments: [("", ""), ("f", "66"), ("foobar", "666f6f626172"), ("\0\u{7f}", "007f"), ("\n", "0a")])
  func `encodes and decodes hexadecimal`(plain: String, encoded: String) throws {
    #expect(try text("<line|hex>", FixedScope(plain)) == encoded)
    #expect(try text("<line|unhex>", FixedScope(encoded)) == plain)
    #expect(try text("<line|upper|unhex>", FixedScope(encoded)) == plain)
  }

  @Test(arguments: ["6", "6g", "0x66", "66 ", "66\n"])
  func `refuses what is not hexadecimal`(value: String) {
    #expect(throws: FrameRefusal.badValue(filter: "unhex")) { try render("<line|unhex>", FixedScope(value)) }
  }

  /// The check values of the CRC catalogue, NMEA 0183 sentences, and the Luhn example of ISO/IEC 7812-1.
  @Test(arguments: [
    ("crc16:arc", "123456789", "BB3D"),
    ("crc16:modbus", "123456789", "4B37"),
    ("crc16:xmodem", "123456789", "31C3"),
    ("crc16:ccitt", "123456789", "29B1"),
    ("crc32", "123456789", "CBF43926"),
    ("crc16:arc", "", "0000"),
    ("crc16:modbus", "", "FFFF"),
    ("crc16:xmodem", "", "0000"),
    ("crc16:ccitt", "", "FFFF"),
    ("crc32", "", "00000000"),
    ("crc32", "The quick brown fox jumps over the lazy dog", "414FA339"),
    ("xor", "GPGLL,5300.97914,N,00259.98174,E,125926,A", "28"),
    ("xor", "GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,", "47"),
    ("xor", "", "00"),
    ("sum", "123456789", "DD"),
    ("sum", "\u{7f}\u{7f}\u{3}", "01"),
    ("sum", "", "00"),
    ("luhn", "7992739871", "3"),
    ("luhn", "1789372997", "4"),
    ("luhn", "0", "0"),
  ])
  func `computes the published check values`(filter: String, value: String, expected: String) throws {
    #expect(try text("<line|\(filter)>", FixedScope(value)) == expected)
  }

  @Test(arguments: ["", "12a", "1 2", "-1"])
  func `refuses check digits of what are no digits`(value: String) {
    #expect(throws: FrameRefusal.badValue(filter: "luhn")) { try render("<line|luhn>", FixedScope(value)) }
  }

  @Test func `sums binary values`() throws {
    #expect(try text("<line|xor>", FixedScope(bytes: [0xff, 0x0f])) == "F0")
    #expect(try text("<line|crc16:modbus>", FixedScope(bytes: [0x01, 0x04, 0x02, 0xff, 0xff])) == "80B8")
  }
}
