import GatewayRuntime
package import RouteFile
import Routing

/// The files that a process serves, which SIGHUP makes it read again.
package struct ServedFiles: Sendable, Equatable {
  package var paths: [String]
  package var environment: [String: String]
  /// Of their bytes when they were read first.
  package var hash: UInt64

  /// Nothing where standard input is among them: it cannot be read twice.
  package init?(_ paths: [String], environment: [String: String], _ result: LoadResult) {
    guard !paths.contains(SourceReader.standardInput) else { return nil }
    self.paths = paths
    self.environment = environment
    hash = ServedFiles.hash(of: result.sources)
  }

  /// Reads them again, and nothing else.
  func load(_ request: ServeRequest) -> LoadedFiles {
    let result = RouteFileLoader.load(paths: paths, environment: environment)
    return LoadedFiles(
      plan: result.plan, remarks: ServedFiles.remarks(of: result), hash: ServedFiles.hash(of: result.sources),
      level: request.logLevel ?? result.plan?.log.level ?? .info)
  }

  /// As many as a diagnostic of a command shows for a file.
  private static let mostRemarks = 20

  private static func remarks(of result: LoadResult) -> [LoadedFiles.Remark] {
    let failures = result.inputFailures.map {
      LoadedFiles.Remark(isError: true, text: "\($0.path): \($0.message)")
    }
    let errorsFirst =
      result.diagnostics.filter { $0.severity == .error } + result.diagnostics.filter { $0.severity == .warning }
    let remarks = failures + errorsFirst.map { remark($0, result.sources) }
    guard remarks.count > mostRemarks else { return remarks }
    let rest = LoadedFiles.Remark(
      isError: result.hasErrors, text: "\(remarks.count - mostRemarks) more not shown; `gateway validate` shows them")
    return remarks.prefix(mostRemarks) + [rest]
  }

  private static func remark(_ diagnostic: Diagnostic, _ sources: [SourceFile]) -> LoadedFiles.Remark {
    let span = diagnostic.span
    let name = sources.indices.contains(span.file) ? sources[span.file].name : ""
    return LoadedFiles.Remark(
      isError: diagnostic.severity == .error,
      text: "\(name):\(span.startLine):\(span.startColumn): \(diagnostic.message)", code: diagnostic.code.rawValue)
  }

  /// FNV-1a of 64 bits over every file and the end of each: equal bytes in equal files, equal hash.
  private static func hash(of sources: [SourceFile]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for source in sources {
      for byte in source.mark + source.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = (hash ^ 0x100) &* 0x100_0000_01b3
    }
    return hash
  }
}
