import Foundation

/// A directory that goes with its owner.
final class TemporaryDirectory {
  let path: String

  init() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("gateway-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
    path = place.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and answers its path.
  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: file(name), atomically: false, encoding: .utf8)
    return file(name)
  }

  func text(of file: String) -> String? { try? String(contentsOfFile: file, encoding: .utf8) }
}
