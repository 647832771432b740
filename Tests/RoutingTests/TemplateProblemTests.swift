import Routing
import Testing

struct TemplateProblemTests {
  typealias Kind = Template.Problem.Kind

  /// Template, the characters that the problem points at, the problem.
  @Test(
    arguments: [
      ("ack:<lin>", "lin", .unknownPlaceholder("lin")),
      ("<html>", "html", .unknownPlaceholder("html")),
      ("<lin|upper>", "lin", .unknownPlaceholder("lin")),
      ("<line|default:<lin>>", "lin", .unknownPlaceholder("lin")),
      ("<line|pad:<lin>>", "lin", .unknownPlaceholder("lin")),
      ("<line", "<", .unclosed),
      ("<line|upper", "<", .unclosed),
      ("<line|pad:8", "<", .unclosed),
      ("<l\nine>", "<", .unclosed),
      ("<line|up\n>", "<", .unclosed),
      ("<5|", "<", .unclosed),
      ("<0x", "<", .unclosed),
      ("<0x>", "0x", .badByte("0x")),
      ("<0x1>", "0x1", .badByte("0x1")),
      ("<0xzz>", "0xzz", .badByte("0xzz")),
      ("<0x0d0a>", "0x0d0a", .badByte("0x0d0a")),
      ("<line|uper>", "uper", .unknownFilter("uper")),
      ("<line|upper|lover>", "lover", .unknownFilter("lover")),
      ("<line|UPPER>", "UPPER", .unknownFilter("UPPER")),
      ("<line|uper:3>", "uper", .unknownFilter("uper")),
      ("<line|>", "|", .unknownFilter("")),
      ("<300|u8>", "u8", .constantNotConvertible(value: "300", filter: "u8")),
      ("<lt|add:1>", "add", .constantNotConvertible(value: "<", filter: "add")),
      ("<1|hex|add:100|unhex>", "unhex", .constantNotConvertible(value: "131", filter: "unhex")),
    ] as [(String, String, Kind)])
  func `points at what is wrong`(template: String, shown: String, kind: Kind) {
    let found = problems(template)
    #expect(found.count == 1)
    #expect(found.first?.shown == shown)
    #expect(found.first?.kind == kind)
  }

  @Test(
    arguments: [
      ("<line:words>", "words", "line", "words", .unexpected),
      ("<lt:>", "lt", "lt", "", .unexpected),
      ("<0x41:x>", "x", "0x41", "x", .unexpected),
      ("<now:%H:%Q>", "%H:%Q", "now", "%H:%Q", .unknownConversion("%Q")),
      ("<now:100%>", "100%", "now", "100%", .unknownConversion("%")),
      ("<now:>", "now", "now", "", .empty),
      ("<now:<n>>", "<n>", "now", "<n>", .notConstant),
      ("<random>", "random", "random", "", .missing("LOW..HIGH")),
      ("<random:6>", "6", "random", "6", .notARange),
      ("<random:1..>", "1..", "random", "1..", .notARange),
      ("<random:1.5..2>", "1.5..2", "random", "1.5..2", .notARange),
      ("<random:6..1>", "6..1", "random", "6..1", .reversed),
      ("<random:1..<n>>", "1..<n>", "random", "1..<n>", .notConstant),
      ("<random:0..99999999999999999999>", "0..99999999999999999999", "random", "0..99999999999999999999", .notARange),
    ] as [(String, String, String, String, Template.ArgumentFault)])
  func `points at a placeholder's argument`(
    template: String, shown: String, placeholder: String, argument: String, why: Template.ArgumentFault
  ) {
    let found = problems(template)
    #expect(found.map(\.shown) == [shown])
    #expect(found.map(\.kind) == [.badPlaceholderArgument(placeholder: placeholder, argument: argument, why: why)])
  }

  @Test(
    arguments: [
      ("<line|upper:3>", "3", "upper", "3", .unexpected),
      ("<line|upper:>", "upper", "upper", "", .unexpected),
      ("<line|pad>", "pad", "pad", "", .missing("WIDTH")),
      ("<line|pad:>", "pad", "pad", "", .empty),
      ("<line|pad:wide>", "wide", "pad", "wide", .notAnInteger),
      ("<line|pad:1.5>", "1.5", "pad", "1.5", .notAnInteger),
      ("<line|pad:-1>", "-1", "pad", "-1", .outOfRange(0...65_536)),
      ("<line|pad:65537>", "65537", "pad", "65537", .outOfRange(0...65_536)),
      ("<line|lpad:70000>", "70000", "lpad", "70000", .outOfRange(0...65_536)),
      ("<line|zpad:8,0>", "8,0", "zpad", "8,0", .notAnInteger),
      ("<line|replace>", "replace", "replace", "", .missing("OLD,NEW")),
      ("<line|replace:a>", "a", "replace", "a", .missing("OLD,NEW")),
      ("<line|replace:,b>", "replace", "replace", "", .empty),
      ("<line|field:0>", "0", "field", "0", .outOfRange(1...65_536)),
      ("<line|field:x,;>", "x", "field", "x", .notAnInteger),
      ("<line|field:1,>", "field", "field", "", .empty),
      ("<line|slice:a,4>", "a", "slice", "a", .notAnInteger),
      ("<line|slice:0,b>", "b", "slice", "b", .notAnInteger),
      ("<line|slice:-1>", "-1", "slice", "-1", .outOfRange(0...Int.max)),
      ("<line|slice:4,2>", "4,2", "slice", "4,2", .reversed),
      ("<line|get>", "get", "get", "", .missing("PATH")),
      ("<line|default>", "default", "default", "", .missing("TEXT")),
      ("<line|add>", "add", "add", "", .missing("NUMBER")),
      ("<line|add:one>", "one", "add", "one", .notANumber),
      ("<line|add:1e3>", "1e3", "add", "1e3", .notANumber),
      ("<line|mod:0>", "0", "mod", "0", .zero),
      ("<line|fixed:19>", "19", "fixed", "19", .outOfRange(0...18)),
      ("<line|u16:middle>", "middle", "u16", "middle", .unknownChoice(["big", "little"])),
      ("<line|u8:little>", "little", "u8", "little", .unexpected),
      ("<line|u16:<n>>", "<n>", "u16", "<n>", .notConstant),
      ("<line|crc16>", "crc16", "crc16", "", .missing("VARIANT")),
      ("<line|crc16:usb>", "usb", "crc16", "usb", .unknownChoice(["arc", "modbus", "xmodem", "ccitt"])),
    ] as [(String, String, String, String, Template.ArgumentFault)])
  func `points at a filter's argument`(
    template: String, shown: String, filter: String, argument: String, why: Template.ArgumentFault
  ) {
    let found = problems(template)
    #expect(found.map(\.shown) == [shown])
    #expect(found.map(\.kind) == [.badFilterArgument(filter: filter, argument: argument, why: why)])
  }

  @Test func `limits what is searched for`() {
    let found = problems("<line|replace:\(String(repeating: "a", count: 257)),b>")
    #expect(found.map(\.shown.count) == [257])
  }

  @Test(arguments: [
    ("<a><b>", ["a", "b"]),
    ("<lin|uper|pad:x>", ["lin", "uper", "x"]),
    ("<foo:<bar>>", ["foo", "bar"]),
    ("<line|slice:x,y>", ["x", "y"]),
    ("<line <foo>", ["<", "foo"]),
    ("<line\n<foo>\n<bar", ["<", "foo", "<"]),
    ("<line|default:<a>,<b|uper>> <c>", ["a", "b", "uper", "c"]),
    ("<line|default:<a", ["<"]),
    ("<line|default:<a> <b>", ["<", "a", "b"]),
  ])
  func `reports every problem in the order of the text`(template: String, shown: [String]) {
    #expect(problems(template).map(\.shown) == shown)
  }

  @Test func `gives ranges in bytes`() {
    let found = Template.compile(Array("é<lin>".utf8), newline: .verbatim).problems
    #expect(found.map(\.range) == [3..<6])
  }

  @Test func `stops at a million placeholders`() {
    let text = Array(repeating: Array("<n>".utf8), count: 1_000_000).flatMap { $0 }
    let found = Template.compile(text, newline: .verbatim).problems
    #expect(found == [.init(.tooManyParts(limit: 10_000), at: 30_000..<30_001)])
  }

  @Test func `counts filters as parts`() {
    let text = "<n" + String(repeating: "|upper", count: 10_000) + ">"
    #expect(problems(text).map(\.kind) == [.tooManyParts(limit: 10_000)])
    #expect(problems(text).map(\.shown) == ["|"])
  }

  @Test func `refuses deep nesting`() {
    func nested(_ depth: Int) -> String {
      depth == 1 ? "<n>" : "<n|add:\(nested(depth - 1))>"
    }
    #expect(problems(nested(8)).isEmpty)
    #expect(problems(nested(9)).map(\.kind) == [.tooDeep(limit: 8)])
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["<a|b:", "<a", "<a|", "<line|default:", "<lin:<", "<<a"])
  func `stays linear in text that never closes`(piece: String) {
    let text = Array(repeating: Array(piece.utf8), count: 200_000).flatMap { $0 }
    #expect(!Template.compile(text, newline: .verbatim).problems.isEmpty)
  }
}
