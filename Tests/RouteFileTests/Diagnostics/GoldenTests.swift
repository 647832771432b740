import Foundation
import RouteFile
import Testing

/// Whole files and all that is said about them, byte for byte. `UPDATE_GOLDEN=1` writes what is said now.
struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden")
  static let environment = ["PORT": "7000", "FORGED": "<line> `x`", "EMPTY": ""]

  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  @Test func `there are golden files`() throws {
    #expect(try Self.names().count >= 10)
  }

  @Test(arguments: try GoldenTests.names())
  func `a file is reported as its golden text says`(_ name: String) throws {
    let input = Self.folder.appending(path: "\(name).yaml")
    let expected = Self.folder.appending(path: "\(name).txt")
    let source = SourceFile(name: "routes.yaml", bytes: [UInt8](try Data(contentsOf: input)))
    let result = RouteFileLoader.load(sources: [source], environment: Self.environment)
    let text = DiagnosticRenderer(format: .pretty).render(result)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(text.utf8).write(to: expected) }
    let golden = try Data(contentsOf: expected)
    #expect(text == String(decoding: golden, as: UTF8.self))
  }
}
