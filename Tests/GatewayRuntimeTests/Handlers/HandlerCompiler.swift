import Foundation

/// Compiles handlers against the very modules that this test run is linked with.
enum HandlerCompiler {
  struct Answer {
    let builds: Bool
    let diagnostics: String
  }

  /// - Parameter body: of a handler that is given `conversation`, and may put things into `keeper`.
  /// - Throws: what Foundation says where no compiler can be started.
  static func compile(_ body: String) throws -> Answer {
    let source = FileManager.default.temporaryDirectory.appending(path: "handler-\(UUID().uuidString).swift")
    defer { try? FileManager.default.removeItem(at: source) }
    try Data(text(body).utf8).write(to: source)
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = ["swiftc"] + options + ["-o", "/dev/null", source.path]
    let output = Pipe()
    compiler.standardOutput = output
    compiler.standardError = output
    try compiler.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    compiler.waitUntilExit()
    return Answer(builds: compiler.terminationStatus == 0, diagnostics: String(decoding: said, as: UTF8.self))
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
      + ["-Xcc", "-fmodule-map-file=\(products.appending(path: "CLinuxShims.build/module.modulemap").path)"]
  }

  /// The directory of the test executable, wherever the build puts it.
  private static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  /// The identity that SwiftPM gives a root package: the name of its directory, made an identifier.
  private static let packageName: String = {
    let root = URL(filePath: #filePath).pathComponents.dropLast(4).last ?? ""
    return String(root.lowercased().map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" })
  }()
}
