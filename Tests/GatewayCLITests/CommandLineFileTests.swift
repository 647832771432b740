import GatewayCLI
import RouteFile
import Testing

@Suite struct CommandLineFileTests {
  static let texts = [
    "", "ack:<line>", "a \"quoted\" word", "back\\slash", "tab\tnewline\nreturn\r", "# no comment", "'", "{ a: b }",
    "caf\u{e9} \u{1f600}", "\u{85}\u{2028}\u{2029}\u{feff}", "\u{1b}[31m", "\u{7f}\u{9f}", "- x", "${HOME}", "$${X}",
    "$", "a: b", "*x", "&x",
    "!t", "%d",
    " leading and trailing ", "\u{a0}", "line one\n\n  line two\n",
  ]

  @Test(arguments: texts)
  func `a reply reads back as it was`(_ text: String) {
    let file = CommandLineFile(route: "r", listen: [":7000"], reply: text)
    let source = SourceFile(name: "t", text: file.text)
    let (root, diagnostics) = YAMLTree.parse(source, index: 0, environment: ["HOME": "/root", "X": "y"])
    #expect(diagnostics.isEmpty)
    #expect(root.flatMap { value(["routes", "r", "reply"], of: $0) } == text)
  }

  @Test(arguments: texts)
  func `a reply is one line of the file`(_ text: String) {
    let file = CommandLineFile(route: "r", listen: [":7000"], reply: text)
    #expect(file.text.split(omittingEmptySubsequences: false) { $0.isNewline }.count == 5)
  }

  @Test func `the file is what a person would write`() {
    let file = CommandLineFile(
      route: "reply", listen: [":7000", "unix:/run/a.sock"], framing: "{ line: crlf }", reply: "ack:<line>")
    #expect(
      file.text == """
        routes:
          reply:
            listen: [":7000", "unix:/run/a.sock"]
            framing: { line: crlf }
            reply: "ack:<line>"

        """)
  }

  /// The scalar at the end of a path of keys.
  private func value(_ path: ArraySlice<String>, of node: Node) -> String? {
    switch node.kind {
    case .scalar(let scalar): path.isEmpty ? scalar.text : nil
    case .mapping(let entries):
      entries.first { $0.key.text == path.first }.flatMap { value(path.dropFirst(), of: $0.value) }
    default: nil
    }
  }
}
