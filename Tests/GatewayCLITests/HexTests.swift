import GatewayCLI
import Testing

@Suite struct HexTests {
  @Test(
    arguments: [
      ("", []), ("00ff", [0, 255]), ("0A 0b", [10, 11]), (" 41 ", [65]),
    ] as [(String, [UInt8])])
  func `hexadecimal digits are bytes`(_ text: String, _ bytes: [UInt8]) {
    #expect(Hex.bytes(Array(text.utf8)) == bytes)
  }

  @Test(arguments: ["0", "0g", "0 0", "0x41", "41,42"])
  func `anything else is no bytes`(_ text: String) {
    #expect(Hex.bytes(Array(text.utf8)) == nil)
  }

  @Test func `bytes are two digits each`() {
    #expect(Hex.text([0, 10, 255]) == "000aff")
  }
}
