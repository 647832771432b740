package import RouteFile
import Routing

/// Whether this machine could serve a plan now: probes that only read.
///
/// It may be wrong a moment later; binding alone is proof.
package struct Preflight: Sendable {
  package var machine: Machine

  package init(machine: Machine) { self.machine = machine }

  /// The result with what the probes found; one without a plan stays as it is.
  package func adding(to result: LoadResult) -> LoadResult {
    guard let plan = result.plan else { return result }
    let found = plan.routes.flatMap { route in
      route.listeners.flatMap { listener in
        problems(of: listener).map { $0.diagnostic(listener, in: result.sources) }
      }
    }
    let added = found + descriptorProblem(plan, in: result.sources)
    let hasErrors = added.contains { $0.severity == .error }
    return LoadResult(
      plan: hasErrors ? nil : plan, diagnostics: result.diagnostics + added, sources: result.sources,
      inputFailures: result.inputFailures)
  }

  private func problems(of listener: Listen) -> [Finding] {
    switch listener.endpoint {
    case .unix(let path, _, _): problems(ofPath: path)
    case .tcp(_, port: 0): []
    case .tcp(let host, let port): problems(of: host, port: port)
    }
  }

  private func problems(of host: Listen.Host, port: UInt16) -> [Finding] {
    var found: [Finding] = []
    if host.addresses.contains(where: { machine.listening.holds($0, port: port) }) {
      found.append(Finding(.addressInUse, "address already in use"))
    }
    if port < machine.firstFreePort, !machine.mayBindAnyPort {
      found.append(
        Finding(
          .privilegedPort, "port \(port) needs the capability CAP_NET_BIND_SERVICE",
          help: "ports from \(machine.firstFreePort) on need none"))
    }
    return found
  }

  private func problems(ofPath path: String) -> [Finding] {
    if machine.listening.unixPaths.contains(path) { return [Finding(.addressInUse, "address already in use")] }
    let directory = path.split(separator: "/").dropLast().joined(separator: "/")
    let parent = path.hasPrefix("/") ? "/" + directory : directory.isEmpty ? "." : directory
    if machine.pathKind(parent) != .directory {
      return [Finding(.pathUnusable, "there is no directory `\(parent)`")]
    }
    switch machine.pathKind(path) {
    case .absent, .socket: return []
    case .directory: return [Finding(.pathUnusable, "there is a directory in its place")]
    case .other: return [Finding(.pathUnusable, "there is a file in its place, which is never removed")]
    }
  }

  /// Half of the descriptors are for connections; see `limits.connections`.
  private func descriptorProblem(_ plan: Plan, in sources: [SourceFile]) -> [Diagnostic] {
    let wanted = plan.routes.reduce(UInt(0)) { sum, route in
      let (total, overflow) = sum.addingReportingOverflow(UInt(max(0, route.limits.connections ?? 0)))
      return overflow ? .max : total
    }
    guard wanted > machine.descriptors / 2, let listener = plan.routes.first?.listeners.first else { return [] }
    let finding = Finding(
      .descriptorLimit, severity: .warning,
      "the routes allow \(wanted) connections, the descriptor limit \(machine.descriptors / 2)",
      help: "raise the limit (`ulimit -Hn`, LimitNOFILE=), or lower limits.connections")
    return [finding.diagnostic(listener, in: sources)]
  }
}

/// What a probe found, before it has a place.
private struct Finding {
  var code: DiagnosticCode
  var severity: Diagnostic.Severity
  var message: String
  var help: String?

  init(_ code: DiagnosticCode, severity: Diagnostic.Severity = .error, _ message: String, help: String? = nil) {
    self.code = code
    self.severity = severity
    self.message = message
    self.help = help
  }

  func diagnostic(_ listener: Listen, in sources: [SourceFile]) -> Diagnostic {
    let text = severity == .error ? "listen \(listener.text): \(message)" : message
    return Diagnostic(
      severity, code, text, at: listener.span(in: sources), help: help.map { [$0] } ?? [])
  }
}

extension Listen {
  /// Where the address is written, quotes included.
  fileprivate func span(in sources: [SourceFile]) -> SourceSpan {
    let file = sources.firstIndex { $0.name == place.file } ?? 0
    let quotes = sources.indices.contains(file) && opensQuote(in: sources[file]) ? 2 : 0
    return SourceSpan(
      file: file, startLine: place.line, startColumn: place.column, endLine: place.line,
      endColumn: place.column + text.unicodeScalars.count + quotes)
  }

  private func opensQuote(in source: SourceFile) -> Bool {
    let line = String(decoding: source.bytes[source.line(place.line)], as: UTF8.self).unicodeScalars
    return line.dropFirst(place.column - 1).first.map { $0 == "\"" || $0 == "'" } ?? false
  }
}

extension Listen.Host {
  /// What would be bound, each four or sixteen bytes.
  fileprivate var addresses: [[UInt8]] {
    let zeros = [UInt8](repeating: 0, count: 16)
    return switch self {
    case .loopback: [[127, 0, 0, 1], zeros.dropLast() + [1]]
    case .any: [Array(zeros.prefix(4)), zeros]
    case .address(let bytes): [bytes]
    }
  }
}
