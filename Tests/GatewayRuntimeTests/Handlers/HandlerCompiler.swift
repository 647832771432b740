import Foundation
import TestSupport

/// Compiles handlers against the very modules that this test run is linked with.
enum HandlerCompiler {
  struct Answer {
    let builds: Bool
    let diagnostics: String
  }

  /// - Parameter body: of a handler that is given `conversation`, and may put things into `keeper`.
  /// - Throws: what Foundation says where no compiler can be started.
  static func compile(_ body: String) async throws -> Answer {
    let directory = TemporaryDirectory()
    let source = URL(filePath: directory.path(of: "handler.swift"))
    let output = URL(filePath: directory.path(of: "diagnostics"))
    try Data(text(body).utf8).write(to: source)
    try Data().write(to: output)
    let status = try await run(["swiftc"] + options + ["-o", "/dev/null", source.path], into: output)
    let said = try String(contentsOf: output, encoding: .utf8)
    return Answer(builds: status == 0, diagnostics: said)
  }

  /// Suspends until the program has ended: the tests beside it need the thread.
  private static func run(_ arguments: [String], into output: URL) async throws -> Int32 {
    let file = try FileHandle(forWritingTo: output)
    return try await withCheckedThrowingContinuation { ended in
      let program = Process()
      program.executableURL = URL(filePath: "/usr/bin/env")
      program.arguments = arguments
      program.standardOutput = file
      program.standardError = file
      program.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
      do { try program.run() } catch { ended.resume(throwing: error) }
    }
  }

  private static func text(_ body: String) -> String {
    """
    import GatewayRuntime
    import POSIXStream

    final class Keeper {
      var kept: Conversation?
      var link: Link?
      var stream: (any ByteStream)?
      var later: () async -> Void = {}
    }

    func makeHandler(_ keeper: Keeper) -> Handler {
      return { conversation in
    \(body)
      }
    }
    """
  }

  /// Type checking alone does not see who owns what: that is decided when SIL is made.
  private static var options: [String] {
    let features = ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"]
    return ["-emit-sil", "-swift-version", "6", "-module-name", "Handlers", "-package-name", packageName]
      + (features + ["NonisolatedNonsendingByDefault"]).flatMap { ["-enable-upcoming-feature", $0] }
      + ["-I", products.appending(path: "Modules").path]
      + ["CLinuxShims", "CRE2"].flatMap { module in
        ["-Xcc", "-fmodule-map-file=\(products.appending(path: "\(module).build/module.modulemap").path)"]
      }
  }

  /// The directory of the test executable, wherever the build puts it.
  private static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  /// The identity that SwiftPM gives a root package: the name of its directory, made an identifier.
  private static let packageName: String = {
    let root = URL(filePath: #filePath).pathComponents.dropLast(4).last ?? ""
    return String(root.lowercased().map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" })
  }()
}
