import RouteFile
import Testing

/// The hostile files of the catalogue. Time and memory are measured on the release build; here, what is said.
struct LoaderLimitsTests {
  static func nested(_ depth: Int) -> String {
    "a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "\n"
  }

  @Test func `C03: 64 levels are read, and one more is refused`() {
    #expect(Parsing.parse(Self.nested(63)).diagnostics == [])
    #expect(Parsing.parse(Self.nested(64)).diagnostics.map(\.code) == [.tooDeep])
  }

  private static let deep = [
    nested(1100),
    String(repeating: "[\n", count: 40_000),
    (0..<1100).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    String(repeating: "- ", count: 1100) + "a\n",
    String(repeating: "{a: ", count: 1100),
  ]

  /// By number, so that no report prints forty thousand lines.
  @Test(arguments: deep.indices)
  func `C03: deep nesting of any form is refused`(_ index: Int) {
    #expect(Parsing.parse(Self.deep[index]).diagnostics.map(\.code) == [.tooDeep])
  }

  /// A mapping as a key is refused before the depth can matter.
  @Test func `C03: forty thousand opening braces are refused`() {
    #expect(Parsing.parse(String(repeating: "{", count: 40_000)).diagnostics.map(\.code) == [.keyNotScalar])
  }

  @Test func `100 000 values are read, and one more is refused`() {
    let items = String(repeating: "a,", count: LoaderLimits.nodes - 3)
    #expect(Parsing.parse("k: [\(items)]\n").diagnostics == [])
    #expect(Parsing.parse("k: [\(items)a]\n").diagnostics.map(\.code) == [.tooManyNodes])
  }

  /// References double at each level, 280 and 430 bytes of them.
  @Test(arguments: [14, 22])
  func `C04: an alias bomb outside of x- keys is refused`(_ levels: Int) {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...levels { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let (_, diagnostics) = Parsing.parse(text)
    #expect(Set(diagnostics.map(\.code)) == [.aliasRefused])
  }

  @Test func `C05: aliases as keys are refused`() {
    var text = "x-0: &k0 {a: b}\n"
    for level in 1...12 { text += "x-\(level): &k\(level) {*k\(level - 1) : *k\(level - 1)}\n" }
    #expect(Parsing.parse(text).diagnostics.map(\.code) == [.aliasRefused])
  }

  @Test func `C06: a value that contains itself is refused`() {
    #expect(Parsing.parse("x: &x {<<: *x}\n").diagnostics.map(\.code).contains(.mergeKey))
    #expect(Parsing.parse("x-a: &x {a: *x}\n").diagnostics.map(\.code) == [.selfReference])
  }

  @Test func `C07: duplicate keys name both lines`() throws {
    let problem = try #require(Parsing.parse("a: 1\nb: 2\na: 3\n").diagnostics.first)
    #expect(problem.span.startLine == 3)
    #expect(problem.label == "first written on line 1")
    #expect(problem.secondary.map(\.span.startLine) == [1])
  }

  @Test func `no more than a thousand problems are kept`() {
    let text = "a:\n" + String(repeating: "- ${UNSET}\n", count: 5000)
    #expect(Parsing.parse(text).diagnostics.count == LoaderLimits.diagnostics)
  }
}
