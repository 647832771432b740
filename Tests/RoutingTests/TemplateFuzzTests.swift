import Framing
import Routing
import Testing

struct TemplateFuzzTests {
  /// SplitMix64: the same numbers on every run.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var bits = state
      bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
      bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
      return bits ^ bits >> 31
    }
  }

  private static let pieces =
    ["<", ">", "|", ":", ",", "..", "%", "0x", "-", "\n", "\r\n", " ", "\0", "\u{e9}", "1", "99999999999999999999"]
    + Template.knownPlaceholders.flatMap { [$0.name, $0.example] } + Filter.known.flatMap { [$0.name, $0.example] }

  @Test(arguments: 0..<8)
  func `gives a template or problems inside the text, whatever is written`(seed: UInt64) {
    var random = Generator(state: seed)
    for _ in 0..<200 {
      let count = Int.random(in: 1...12, using: &random)
      let text = (0..<count).flatMap { _ in Array((Self.pieces.randomElement(using: &random) ?? "").utf8) }
      let (template, problems) = Template.compile(text, newline: .separator(.crlf))
      #expect((template == nil) == !problems.isEmpty)
      #expect(problems.allSatisfy { !$0.range.isEmpty && $0.range.upperBound <= text.count })
    }
  }

  @Test(arguments: Filter.known.map(\.example))
  func `answers or refuses, whatever the value`(example: String) throws {
    let template = try #require(Template.compile(Array(example.utf8), newline: .verbatim, names: examples).template)
    var random = Generator(state: 1)
    var outbox = Outbox()
    for _ in 0..<200 {
      let count = Int.random(in: 0...40, using: &random)
      let alphabet: [UInt8] =
        Bool.random(using: &random) ? Array(0...255) : Array("0123456789-.+aF{}[]\":,= \r\n\\".utf8)
      let value = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      outbox.openFrame(limit: 64)
      do throws(FrameRefusal) {
        try template.render(into: &outbox, scope: FixedScope(bytes: value))
      } catch {
        guard case .badValue = error else { throw error }
      }
      let length = outbox.frameCount
      #expect(length <= 64)
      outbox.abandonFrame()
    }
  }
}
