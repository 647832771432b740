import RouteFile
import Testing

struct AnchorTableTests {
  @Test func `an alias of an x- anchor becomes what the anchor names`() throws {
    let (root, diagnostics) = Parsing.parse("x-a: &a {b: [1, 2]}\nx-c: &c [*a, 3]\nd: *c\n")
    #expect(diagnostics == [])
    #expect(
      root.map(Parsing.outline) == "{x-a: {b: ['1', '2']}, x-c: [{b: ['1', '2']}, '3'], d: [{b: ['1', '2']}, '3']}")
  }

  @Test func `an anchor anywhere inside of an x- key will do`() throws {
    let (root, diagnostics) = Parsing.parse("x-a:\n  deep:\n    - &n text\nb: *n\n")
    #expect(diagnostics == [])
    #expect(root.map(Parsing.outline) == "{x-a: {deep: ['text']}, b: 'text'}")
  }

  @Test(arguments: [
    ("a: &n 1\nb: *n\n", DiagnosticCode.aliasRefused),
    ("r:\n  x-a: &n 1\nb: *n\n", .aliasRefused),  // not at the top
    ("x-a: &n 1\n*n : 2\n", .aliasRefused),
    ("b: *n\nx-a: &n 1\n", .unknownAnchor),  // before its anchor
    ("x-a: &n\n  b: *n\n", .selfReference),
    ("x-a: &n [[*n]]\n", .selfReference),
    ("x: &x {<<: *x}\n", .mergeKey),
    ("x-a: &n 1\nx-b: &n 2\n", .duplicateAnchor),
    ("x-a: &n 1\n&n b: 2\n", .duplicateAnchor),
  ])
  func `any other is refused`(_ text: String, _ code: DiagnosticCode) {
    #expect(Parsing.parse(text).diagnostics.first?.code == code)
  }

  @Test func `a near name is suggested`() {
    let diagnostics = Parsing.parse("x-a: &shared 1\nb: *sharde\n").diagnostics
    #expect(diagnostics.first?.label == "did you mean `shared`?")
  }

  /// Nine levels of nine: 387 420 489 values in a few lines.
  @Test func `what aliases stand for counts against the limit`() {
    var text = "x-0: &n0 [a,a,a,a,a,a,a,a,a]\n"
    for level in 1...8 {
      text += "x-\(level): &n\(level) [" + repeatElement("*n\(level - 1)", count: 9).joined(separator: ",") + "]\n"
    }
    #expect(Parsing.parse(text).diagnostics.map(\.code) == [.tooManyNodes])
  }

  @Test func `what aliases stand for counts against the depth`() {
    var text = "x-0: &n0 [a]\n"
    for level in 1...70 { text += "x-\(level): &n\(level) [*n\(level - 1)]\n" }
    #expect(Parsing.parse(text).diagnostics.map(\.code) == [.tooDeep])
  }
}
