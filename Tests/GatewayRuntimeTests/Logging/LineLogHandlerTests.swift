import Foundation
import Logging
import POSIXStream
import Routing
import Testing

@testable import GatewayRuntime

/// A line stays a line, whatever a peer puts into it.
@Suite struct LineLogHandlerTests {
  private static let forged = [
    "x\n{\"ts\":\"2000\",\"level\":\"info\",\"msg\":\"forged\"}", "a\r\nb", "quote\" reason=\"drain", "back\\slash",
    "nul\u{0}",
    "escape\u{1b}[2J", "del\u{7f}", "c1\u{85}\u{9b}", "line\u{2028}paragraph\u{2029}", "tab\t", "", "é 漢 \u{1f600}",
  ]

  private static func line(_ format: LogOptions.Format, _ message: String, _ fields: Logger.Metadata = [:]) -> String {
    let line = LineLogHandler.line(format, .info, "\(message)", fields, clock: VirtualClock())
    return String(decoding: line, as: UTF8.self)
  }

  private static let lineEnds: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{0b}", "\u{0c}"]

  @Test(arguments: LogOptions.Format.allCases, forged)
  func `nothing forges a line`(format: LogOptions.Format, text: String) {
    let fields: Logger.Metadata = ["key": .string(text), "list": .array([.string(text)])]
    let line = Self.line(format, text, fields)
    #expect(line.unicodeScalars.count { Self.lineEnds.contains($0) } == 1)
    #expect(line.last == "\n")
    #expect(!line.unicodeScalars.dropLast().contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) })
  }

  @Test(arguments: forged)
  func `JSON gives back what was put in`(text: String) throws {
    let fields: Logger.Metadata = [
      "key": .string(text), text: .string("value"), "list": .array([.string(text)]),
      "map": .dictionary([text: "value"]),
    ]
    let line = Self.line(.json, text, fields)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["msg"] as? String == text)
    #expect(object["key"] as? String == text)
    #expect(object[text] as? String == "value")
    #expect(object["list"] as? [String] == [text])
    #expect(object["map"] as? [String: String] == [text: "value"])
    #expect(object["ts"] as? String == "2000-01-01T00:00:00.000Z")
  }

  @Test func `numbers and flags are JSON's own`() {
    let fields: Logger.Metadata = [
      "a": .stringConvertible(7), "b": .stringConvertible(1.5), "c": .stringConvertible(true),
      "d": .stringConvertible(Double.nan),
    ]
    let expected = #"{"ts":"2000-01-01T00:00:00.000Z","level":"info","msg":"m","a":7,"b":1.5,"c":true,"d":"nan"}"#
    #expect(Self.line(.json, "m", fields) == expected + "\n")
  }

  @Test(arguments: [
    ("plain", "key=plain"), ("two words", #"key="two words""#), ("", #"key="""#), ("a=b", #"key="a=b""#),
    (#"a"b"#, #"key="a\"b""#), (#"a\b"#, #"key="a\\b""#), ("a\nb", #"key="a\x0ab""#), ("a\u{2028}b", #"key=a\x2028b"#),
  ])
  func `text quotes what could be taken for more`(value: String, written: String) {
    #expect(Self.line(.text, "m", ["key": .string(value)]) == "2000-01-01T00:00:00.000Z info m \(written)\n")
  }

  @Test func `fields stand in one order`() {
    let line = Self.line(.text, "m", ["b": "2", "a": "1", "c": "3"])
    #expect(line == "2000-01-01T00:00:00.000Z info m a=1 b=2 c=3\n")
  }
}
