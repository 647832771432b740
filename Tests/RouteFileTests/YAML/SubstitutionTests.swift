import RouteFile
import Testing

struct SubstitutionTests {
  static let environment = [
    "NAME": "value", "EMPTY": "", "YAML": "a: b\n- c", "FORGED": "<line>|${NAME}", "P": "7000", "_x9": "y",
  ]

  static func scalar(_ text: String) -> Scalar? { Parsing.scalar("k: \(text)\n", environment: environment) }

  static func problem(_ text: String) -> Diagnostic? {
    Parsing.parse("k: \(text)\n", environment: environment).diagnostics.first
  }

  @Test(arguments: [
    ("${NAME}", "value"), ("a${NAME}b${P}", "avalueb7000"), ("\"${NAME}\"", "value"), ("'${NAME}'", "value"),
    ("${UNSET:-none}", "none"), ("${EMPTY:-none}", "none"), ("${EMPTY}", ""), ("${UNSET:-}", ""), ("${_x9}", "y"),
    ("${UNSET:-a:-b}", "a:-b"), ("${NAME:-x}", "value"),
    ("$${NAME}", "${NAME}"), ("$$${NAME}", "$${NAME}"), ("$NAME $ $$ {NAME}", "$NAME $ $$ {NAME}"),
    ("\"\\x24{NAME}\"", "value"),  // after the escapes
    ("|\n  a\n  ${NAME}\n", "a\nvalue\n"),
    ("${FORGED}", "<line>|${NAME}"),  // never looked at again
  ])
  func `variables are filled in`(_ text: String, _ expected: String) {
    #expect(Self.scalar(text)?.text == expected)
  }

  @Test func `what comes in is text, whatever it looks like to YAML`() {
    #expect(Self.scalar("${YAML}")?.text == "a: b\n- c")
  }

  @Test func `keys are left alone`() {
    let (root, diagnostics) = Parsing.parse("${NAME}: ${NAME}\n", environment: Self.environment)
    #expect(diagnostics == [])
    #expect(root.map(Parsing.outline) == "{${NAME}: 'value'}")
  }

  @Test(arguments: [
    ("a ${UNSET}", DiagnosticCode.unsetVariable, "1:6-1:14"),
    ("\"\\x41 ü${UNSET}\"", .unsetVariable, "1:11-1:19"),
    ("${}", .badSubstitution, "1:4-1:7"), ("${1A}", .badSubstitution, "1:4-1:9"),
    ("${A-b}", .badSubstitution, "1:4-1:10"), ("${A:?b}", .badSubstitution, "1:4-1:11"),
    ("${ NAME }", .badSubstitution, "1:4-1:13"), ("a ${NAME", .badSubstitution, "1:6-1:8"),
  ])
  func `what cannot be filled in is an error at its place`(_ text: String, _ code: DiagnosticCode, _ place: String) {
    let problem = Self.problem(text)
    #expect(problem?.code == code)
    #expect(problem.map { Parsing.text($0.span) } == place)
  }

  @Test func `what is brought in has a limit for the whole file`() {
    let environment = ["LONG": String(repeating: "x", count: 1 << 18)]
    let four = String(repeating: "- ${LONG}\n", count: 4)
    #expect(Parsing.parse(four, environment: environment).diagnostics == [])
    #expect(
      Parsing.parse(four + "- ${LONG}\n", environment: environment).diagnostics.map(\.code) == [.substitutionTooLarge])
  }

  @Test func `a scalar knows which of its bytes were brought in`() throws {
    let scalar = try #require(Self.scalar("a${NAME}$${b${P}"))
    #expect(scalar.text == "avalue${b7000")
    #expect(scalar.literalRanges == [1..<6, 9..<13])
    #expect(Self.scalar("plain")?.literalRanges == [])
  }

  @Test func `for a template, what was brought in stays text`() throws {
    let scalar = try #require(Self.scalar("<line>${FORGED}<n>")).forTemplate()
    #expect(scalar.text == "<line><lt>line>|${NAME}<n>")
    #expect(scalar.literalRanges == [6..<23])
    #expect(Parsing.text(scalar.span(of: 6..<7)) == "1:10-1:19")
    #expect(Parsing.text(scalar.span(of: 24..<25)) == "1:20-1:21")
  }
}
