import RouteFile
import Testing

struct DiagnosticRendererTests {
  static let source = SourceFile(
    name: "routes.yaml", text: "routes:\n  ack:\n    listen: 127.0.0.1:7000\n    reply: \"ack:<lien>\"\n")
  static let problem = Diagnostic(
    .error, .unknownPlaceholder, "unknown placeholder `lien` in a reply", at: span(4, 18, 22),
    label: "did you mean `line`?", notes: ["known here: line, frame"])

  static func span(_ line: Int, _ start: Int, _ end: Int, file: Int = 0) -> SourceSpan {
    SourceSpan(file: file, startLine: line, startColumn: start, endLine: line, endColumn: end)
  }

  static func render(
    _ format: DiagnosticRenderer.Format, _ diagnostics: [Diagnostic], sources: [SourceFile] = [source],
    failures: [InputFailure] = [], colour: Bool = false
  ) -> String {
    DiagnosticRenderer(format: format, colour: colour)
      .render(LoadResult(diagnostics: diagnostics, sources: sources, inputFailures: failures))
  }

  @Test func `the pretty form shows the line, a caret under the span, and what to do`() {
    #expect(
      Self.render(.pretty, [Self.problem]) == """
        error[GW104]: unknown placeholder `lien` in a reply
          --> routes.yaml:4:18
           |
         4 |     reply: "ack:<lien>"
           |                  ^^^^ did you mean `line`?
           |
           = note: known here: line, frame


        """)
  }

  @Test func `a second place may be in another file`() {
    var problem = Self.problem
    problem.secondary = [.init(span: Self.span(1, 1, 2, file: 1), text: "first written here")]
    let other = SourceFile(name: "b.yaml", text: "x: 1\n")
    #expect(
      Self.render(.pretty, [problem], sources: [Self.source, other]) == """
        error[GW104]: unknown placeholder `lien` in a reply
          --> routes.yaml:4:18
           |
         4 |     reply: "ack:<lien>"
           |                  ^^^^ did you mean `line`?
          ::: b.yaml:1:1
           |
         1 | x: 1
           | - first written here
           |
           = note: known here: line, frame


        """)
  }

  /// The line, the span, and the line of carets that belongs under it.
  @Test(arguments: [
    ("ab", 1..<2, "^"),
    ("\ta", 2..<3, "    ^"),  // a tab takes four cells
    ("日本x", 3..<4, "    ^"),  // wide characters take two
    ("日本x", 2..<3, "  ^^"),
    ("e\u{301}x", 3..<4, " ^"),  // a combining mark takes none
    ("a", 2..<2, " ^"),  // a place takes one cell
    ("\u{200B}x", 2..<3, "        ^"),  // shown as <U+200B>
    ("\u{1B}x", 2..<3, " ^"),
  ])
  func `carets stand under what they mean`(_ line: String, _ columns: Range<Int>, _ carets: String) {
    let source = SourceFile(name: "a.yaml", text: line + "\n")
    let problem = Diagnostic(
      .error, .yamlSyntax, "wrong", at: Self.span(1, columns.lowerBound, columns.upperBound))
    let lines = Self.render(.pretty, [problem], sources: [source]).split(separator: "\n")
    #expect(lines[4] == "   | \(carets)")
  }

  @Test func `a span of several lines is underlined to the end of its first`() {
    let span = SourceSpan(file: 0, startLine: 3, startColumn: 5, endLine: 4, endColumn: 10)
    let text = Self.render(.pretty, [Diagnostic(.warning, .yamlSyntax, "wrong", at: span)])
    #expect(text.hasPrefix("warning[GW006]: wrong\n"))
    #expect(text.contains("   |     ^^^^^^^^^^^^^^^^^^^^^^\n"))
  }

  @Test func `nothing from a file reaches the terminal as a control`() {
    let source = SourceFile(name: "a\u{1B}[2J.yaml", text: "\u{1B}[31mred\u{9B}0m\u{202E}\u{7F}\n")
    let problem = Diagnostic(
      .error, .yamlSyntax, "key `\u{1B}[31m`\nsecond line", at: Self.span(1, 1, 2), label: "\u{7}")
    for format in [DiagnosticRenderer.Format.pretty, .short, .github] {
      let text = Self.render(format, [problem], sources: [source])
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)) })
      #expect(!text.contains("\u{202E}"))
    }
    let short = Self.render(.short, [problem], sources: [source])
    #expect(short == "a␛[2J.yaml:1:1: error: key `␛[31m`␊second line [GW006]\n")
  }

  @Test func `colours are there only when asked for`() {
    #expect(!Self.render(.pretty, [Self.problem]).contains("\u{1B}"))
    let coloured = Self.render(.pretty, [Self.problem], colour: true)
    #expect(coloured.hasPrefix("\u{1B}[1;31merror[GW104]\u{1B}[0m"))
    #expect(!Self.render(.short, [Self.problem], colour: true).contains("\u{1B}"))
  }

  @Test func `the short form is a line a problem`() {
    #expect(
      Self.render(.short, [Self.problem])
        == "routes.yaml:4:18: error: unknown placeholder `lien` in a reply [GW104]\n")
  }

  @Test func `the github form is a workflow command with its escapes`() {
    let source = SourceFile(name: "a,b:c%.yaml", text: "x\n")
    var problem = Self.problem
    problem.message = "50% of\nit"
    problem.notes = []
    #expect(
      Self.render(.github, [problem], sources: [source])
        == "::error file=a%2Cb%3Ac%25.yaml,line=4,col=18,endLine=4,endColumn=22,title=GW104::"
        + "50%25 of␊it%0Adid you mean `line`?\n")
  }

  @Test func `the JSON form has every field`() {
    #expect(
      Self.render(.json, [Self.problem]) == """
        [
          {"file": "routes.yaml", "line": 4, "column": 18, "end_line": 4, "end_column": 22, "severity": "error", \
        "code": "GW104", "message": "unknown placeholder `lien` in a reply", "help": "did you mean `line`?"}
        ]

        """)
    #expect(Self.render(.json, []) == "[]\n")
  }

  @Test func `JSON escapes what it must`() {
    var problem = Self.problem
    problem.message = "\"\\\n\t\u{1}\u{7F}é"
    #expect(Self.render(.json, [problem]).contains(#""message": "\"\\\n\t\u0001\u007fé""#))
  }

  @Test func `what could not be read is said in every form`() {
    let failure = InputFailure(path: "b.yaml", kind: .missing)
    #expect(Self.render(.pretty, [], failures: [failure]) == "error: cannot read `b.yaml`: no such file\n\n")
    #expect(Self.render(.short, [], failures: [failure]) == "b.yaml: error: no such file\n")
    #expect(Self.render(.github, [], failures: [failure]) == "::error file=b.yaml::no such file\n")
    #expect(Self.render(.json, [], failures: [failure]).contains(#""file": "b.yaml", "line": null"#))
  }

  @Test(arguments: [DiagnosticRenderer.Format.pretty, .short, .github])
  func `twenty problems of a file are shown, and the rest is counted`(_ format: DiagnosticRenderer.Format) {
    let problems = (1...23).map { Diagnostic(.error, .yamlSyntax, "wrong \($0)", at: Self.span(1, $0, $0)) }
    let text = Self.render(format, problems.reversed())
    #expect(text.contains("wrong 20"))
    #expect(!text.contains("wrong 21"))
    #expect(text.contains("3 more"))
  }

  @Test func `JSON has all problems, sorted by place`() {
    let problems = (1...23).map { Diagnostic(.error, .yamlSyntax, "wrong \($0).", at: Self.span(1, $0, $0)) }
    let lines = Self.render(.json, problems.reversed()).split(separator: "\n")
    #expect(lines.count == 25)
    #expect(lines[1].contains("wrong 1."))
    #expect(lines[23].contains("wrong 23."))
  }

  @Test func `a long line is cut around the place`() {
    let text = String(repeating: "é", count: 500) + "HERE" + String(repeating: "x", count: 500)
    let source = SourceFile(name: "a.yaml", text: text)
    let rendered = Self.render(
      .pretty, [Diagnostic(.error, .yamlSyntax, "wrong", at: Self.span(1, 501, 505))], sources: [source])
    let lines = rendered.split(separator: "\n")
    #expect(lines[3].count < 200)
    let line = Array(lines[3])
    let carets = Array(lines[4])
    #expect(carets.indices.filter { carets[$0] == "^" }.map { line[$0] } == ["H", "E", "R", "E"])
  }
}
