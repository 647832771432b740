import Routing
import TestSupport
import Testing

/// What matching costs, and that it never traps.
struct PatternWorkTests {
  private static let adversarial: [(pattern: String, unit: String)] = [
    ("<a>aaaab<b>aaaab<c>", "a"), ("<a>ab<b>ab<c>ab<d>aab<e>", "ab"), ("<a>;<b>;<c>;<d>;<e>;<f>", ";"),
    ("<a> <b> <c> <d:int>x<e>", " 1"), ("<a:rest>\"<b:quoted>\"<c>", "\\\""), ("<a:word><b:rest>x", "a"),
    ("<v:num 0..30>", "0"), ("<a><=route><b><=route>", "acka"),
    ("<a>" + String(repeating: "ab", count: 500) + "c<b>", "ab"),
    ("<a:rest>x<b:rest>x<c:rest>x<d:rest>x<e:rest>xy", "x"),
  ]

  private static func duration(_ matching: Matching, _ unit: [UInt8], count: Int) -> Duration {
    let subject = (0..<count).map { unit[$0 % unit.count] }
    return threadTime { _ = matching.mismatch(subject) }
  }

  /// A quadratic search would take 4096 times as long for a subject 64 times as long.
  @Test(arguments: adversarial, [false, true])
  func `takes a time in proportion to the subject`(test: (pattern: String, unit: String), ignoreCase: Bool) throws {
    let matching = try Matching(test.pattern, ignoreCase: ignoreCase)
    let unit = Array(test.unit.utf8)
    let once = Self.duration(matching, unit, count: 4096)
    let often = Self.duration(matching, unit, count: 64 * 4096)
    #expect(often < once * 512 + .milliseconds(20))
  }

  private static let pieces = [
    "<", ">", "<a>", "<b:rest>", "<c:int>", "<d:num 0..5>", "<e:hex>", "<f:alpha>", "<g:quoted>", "<h:a|ab|b>",
    "<i:in prices>", "<j:bytes 2>", "<k:u16 little>", "<l:u64>", "<=route>", "<=a|xor>", "<m:word>", "<_>", "<lt>",
    "<0x00>",
    ":", "|", " ", "a", "ab", "\"", "\\", "\n", "-", ".", "=", "1", "<n:", "..", "<=", "\u{e9}",
  ]

  @Test(arguments: 0..<16)
  func `compiles or says why, and matches or not, whatever is written and sent`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let count = Int.random(in: 0...8, using: &random)
      let text = (0..<count).flatMap { _ in Array((Self.pieces.randomElement(using: &random) ?? "").utf8) }
      var names = examples
      let (pattern, problems) = Pattern.compile(text, ignoreCase: seed % 2 == 0, names: &names)
      #expect((pattern == nil) == !problems.isEmpty)
      #expect(problems.allSatisfy { !$0.range.isEmpty && $0.range.upperBound <= text.count })
      if pattern != nil { try Self.fuzz(String(decoding: text, as: UTF8.self), &random) }
    }
  }

  private static func fuzz(_ text: String, _ random: inout SeededGenerator) throws {
    let matching = try Matching(text, names: examples)
    for _ in 0..<20 {
      let alphabet: [UInt8] = Bool.random(using: &random) ? Array(0...255) : Array("ab1 \"\\-.<>=tea\n\0".utf8)
      let subject = random.bytes(Int.random(in: 0...12, using: &random), from: alphabet)
      let isMatch = matching.captures(subject) != nil
      #expect(isMatch == (matching.mismatch(subject) == nil))
    }
  }
}
