import Foundation

/// The files of this repository, found from where this one stands.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Every Swift file under Sources.
  static let sources = files(under: "Sources", suffix: ".swift").map(SourceFile.init)

  /// Every Markdown page a reader may open: the ones at the root and those under docs.
  static let pages =
    names(in: ".").filter { $0.hasSuffix(".md") }.sorted() + files(under: "docs", suffix: ".md")

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// Paths relative to the root, sorted.
  static func files(under directory: String, suffix: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: root.appending(path: directory).path)
    return (all?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(suffix) && !$0.contains(".build/") }.map { "\(directory)/\($0)" }.sorted()
  }

  /// The names in one directory.
  static func names(in directory: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: directory).path)) ?? []
  }
}
