import Foundation
import RouteFile
import TestSupport
import Testing

/// Files that are nearly right, by seeds: a trap here is an outage of `validate`, and of a running gateway's reload.
struct MutationTests {
  static func files() throws -> [[UInt8]] {
    try GoldenTests.names().map { [UInt8](try Data(contentsOf: GoldenTests.folder.appending(path: "\($0).yaml"))) }
  }

  /// Bytes that mean something to YAML or to a template, and some that may not stand in a file.
  static let pieces: [[UInt8]] =
    [
      "\n", "\r\n", "\t", " ", "  ", ":", ": ", "- ", "? ", "# ", "'", "\"", "\\", "\\x", "\\u12", "|", ">", "|+",
      "|9\n", "[",
      "]", "{", "}", ",", "&a ", "*a", "!b ", "<<", "%", "---\n", "...\n", "${", "}", "$${", "${A}", "<", ">", "<line>",
      "é",
      "\u{2028}", "\u{85}", "日", "@", "`", "x-", "~",
    ].map { [UInt8]($0.utf8) } + [[0], [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0x7F]]

  static func mutated(_ file: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = file
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let start = Int.random(in: 0...bytes.count, using: &generator)
      let end = min(bytes.count, start + Int.random(in: 0...3, using: &generator))
      bytes.replaceSubrange(start..<end, with: pieces.randomElement(using: &generator) ?? [])
      if Int.random(in: 0..<20, using: &generator) == 0 { bytes.removeLast(bytes.count / 3) }
    }
    return bytes
  }

  @Test(arguments: 0..<6)
  func `whatever a file says, it is a plan or an error with a place in it`(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    for file in try Self.files() where file.count < 1000 {
      for _ in 0..<10 { Self.check(Self.mutated(file, &generator)) }
    }
  }

  static func check(_ bytes: [UInt8]) {
    let source = SourceFile(name: "routes.yaml", bytes: bytes)
    let result = RouteFileLoader.load(sources: [source], environment: ["A": "<a>\n"])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect((result.plan == nil) == result.hasErrors, "\(text)")
    for span in result.diagnostics.flatMap({ [$0.span] + $0.secondary.map(\.span) }) {
      #expect((1...source.lineCount).contains(span.startLine), "\(text)")
      #expect((span.startLine, span.startColumn) <= (span.endLine, span.endColumn), "\(text)")
    }
    for format in DiagnosticRenderer.Format.allCases {
      #expect(
        DiagnosticRenderer(format: format).render(result).isEmpty == (result.diagnostics.isEmpty && format != .json))
    }
  }
}
