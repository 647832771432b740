import Framing
import Routing
import Testing

struct FilterNumberTests {
  @Test(arguments: [
    ("add:1", "41", "42"),
    ("add:0.2", "0.1", "0.3"),
    ("add:-1", "0", "-1"),
    ("add:0.5", "0.5", "1"),
    ("add:1", "9223372036854775806", "9223372036854775807"),
    ("add:0", "-9223372036854775808", "-9223372036854775808"),
    ("add:0", "007", "7"),
    ("add:0", "-0", "0"),
    ("add:0", "-0.50", "-0.5"),
    ("add:<n>", "1", "6"),
    ("sub:1", "0", "-1"),
    ("sub:0.1", "0.3", "0.2"),
    ("sub:<n>", "5", "0"),
    ("mul:1.8|add:32", "25", "77"),
    ("mul:0.2", "0.1", "0.02"),
    ("mul:-3", "1.5", "-4.5"),
    ("mul:0.5", "9223372036854775806", "4611686018427387903"),
    ("mod:3", "7", "1"),
    ("mod:3", "-7", "2"),
    ("mod:-3", "7", "-2"),
    ("mod:0.3", "1", "0.1"),
    ("mod:-1", "-9223372036854775808", "0"),
    ("fixed:2", "3", "3.00"),
    ("fixed:2", "1.005", "1.01"),
    ("fixed:2", "-1.005", "-1.01"),
    ("fixed:2", "1.0049", "1.00"),
    ("fixed:0", "2.5", "3"),
    ("fixed:0", "-0.4", "0"),
    ("fixed:3", "0.05", "0.050"),
    ("fixed:18", "9223372036854775807", "9223372036854775807.000000000000000000"),
    ("dec", "ff", "255"),
    ("dec", "0xFF", "255"),
    ("dec", "ffffffffffffffff", "18446744073709551615"),
    ("dec", "00000000000000000001", "1"),
    ("dec", "0", "0"),
  ])
  func `calculates exactly`(filters: String, value: String, expected: String) throws {
    #expect(try text("<line|\(filters)>", FixedScope(value)) == expected)
  }

  @Test(arguments: [
    (
      "add:1",
      ["", "abc", "1 ", " 1", "+1", "1.", ".5", "-", "1e3", "0x1", "1.2.3", "1,5", "--1", "9223372036854775807"]
    ),
    ("add:0", ["9223372036854775808", "-9223372036854775809", "99999999999999999999999", "0.0000000000000000001"]),
    ("sub:1", ["-9223372036854775808", "x"]),
    ("mul:10", ["922337203685477581", ""]),
    ("mul:0.0000000001", ["0.0000000001"]),
    ("mod:7", ["x", ""]),
    ("fixed:2", ["x", "1,5"]),
    ("dec", ["", "0x", "g", "ff ", "-1", "10000000000000000"]),
    ("u8", ["", "256", "-1", "1.0", "x"]),
    ("u16", ["65536"]),
    ("u24", ["16777216"]),
    ("u32", ["4294967296"]),
    ("u64", ["18446744073709551616", "99999999999999999999999"]),
  ])
  func `refuses what is no number, or does not fit`(filter: String, values: [String]) {
    let name = String(filter.prefix { $0 != ":" })
    for value in values {
      #expect(throws: FrameRefusal.badValue(filter: name), "\(value)") {
        try render("<line|\(filter)>", FixedScope(value))
      }
    }
  }

  @Test(
    arguments: [
      ("u8", "255", [0xff]),
      ("u16", "258", [1, 2]),
      ("u16:big", "258", [1, 2]),
      ("u16:little", "258", [2, 1]),
      ("u24", "66051", [1, 2, 3]),
      ("u24:little", "66051", [3, 2, 1]),
      ("u32", "16909060", [1, 2, 3, 4]),
      ("u32:little", "16909060", [4, 3, 2, 1]),
      ("u64", "72623859790382856", [1, 2, 3, 4, 5, 6, 7, 8]),
      ("u64:little", "72623859790382856", [8, 7, 6, 5, 4, 3, 2, 1]),
      ("u64", "18446744073709551615", Array(repeating: 0xff, count: 8)),
      ("dec|u16", "0102", [1, 2]),
    ] as [(String, String, [UInt8])])
  func `writes integers as bytes`(filters: String, value: String, expected: [UInt8]) throws {
    #expect(try render("<line|\(filters)>", FixedScope(value)) == expected)
  }

  @Test func `writes a constant as bytes`() throws {
    #expect(try render("<0|u32><1|u16:little>") == [0, 0, 0, 0, 1, 0])
  }
}
