import Foundation
import FuzzTargets
import Testing

/// What fuzzing has found worth keeping, run again: `Tests/Fuzz/Corpus/TARGET`.
struct CorpusTests {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fuzz/Corpus")

  private static func inputs(of target: FuzzTarget) -> [URL] {
    let files = try? FileManager.default.contentsOfDirectory(
      at: directory.appending(path: target.rawValue), includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }
  }

  @Test(arguments: FuzzTarget.allCases)
  func `holds for every input of the corpus`(target: FuzzTarget) async throws {
    let inputs = Self.inputs(of: target)
    #expect(inputs.count >= 3)
    for input in inputs {
      let bytes = try [UInt8](Data(contentsOf: input))
      await #expect(throws: Never.self, "\(input.lastPathComponent)") { try await target.run(bytes) }
    }
  }

  @Test(arguments: FuzzTarget.allCases)
  func `holds for the corpus with a byte changed, and cut`(target: FuzzTarget) async throws {
    for input in Self.inputs(of: target) {
      let bytes = try [UInt8](Data(contentsOf: input))
      for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 16)) {
        var changed = bytes
        changed[place] ^= 0x11
        for bytes in [changed, Array(bytes.prefix(place))] {
          await #expect(throws: Never.self, "\(input.lastPathComponent), \(place)") { try await target.run(bytes) }
        }
      }
    }
  }
}
