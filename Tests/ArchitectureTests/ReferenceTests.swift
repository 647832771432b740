import GatewayCLI
import GatewayRuntime
import RouteFile
import Routing
import Testing

/// The reference pages against the tables that the program itself reads.
@Suite struct Reference {
  private static let sections = [
    KeyTable.file, KeyTable.log, KeyTable.route, KeyTable.socket, KeyTable.rule, KeyTable.reply, KeyTable.state,
    KeyTable.events, KeyTable.timer, KeyTable.limits, KeyTable.timeouts, KeyTable.framing, KeyTable.length,
    KeyTable.headers, KeyTable.test, KeyTable.step,
  ]

  private static func missing(_ wanted: [String], in path: String) throws -> [String] {
    let page = try Repository.text(path)
    return wanted.filter { !page.contains($0) }
  }

  /// As code, perhaps with more behind it: `upper`, `pad:WIDTH`, `limits: …`.
  private static func unwritten(_ names: [String], in path: String) throws -> [String] {
    let page = try Repository.text(path)
    return try names.filter { !page.contains(try Regex("[`{ <\"]\($0)[`:|]")) }
  }

  @Test func `every filter is named in docs/routes.md`() throws {
    let missing = try Reference.unwritten(Filter.known.map(\.name), in: "docs/routes.md")
    #expect(missing == [])
  }

  @Test func `every type of a capture is named in docs/routes.md`() throws {
    let page = try Repository.text("docs/routes.md")
    let missing = try Pattern.knownTypes.map(\.name).filter { !page.contains(try Regex("`<name:\($0)[ >]")) }
    #expect(missing == [])
  }

  @Test func `every placeholder stands in docs/routes.md`() throws {
    let names = Template.knownPlaceholders.map(\.name).filter { $0 != "0xNN" }
    let missing = try Reference.missing(names.map { "`<\($0)" }, in: "docs/routes.md")
    #expect(missing == [])
  }

  @Test func `every key is named in docs/routes.md`() throws {
    let missing = try Reference.unwritten(Reference.sections.flatMap(\.keys).map(\.name), in: "docs/routes.md")
    #expect(missing == [])
  }

  @Test func `every default of a bound stands in docs/routes.md`() throws {
    let page = try Repository.text("docs/routes.md")
    for key in KeyTable.limits.keys + KeyTable.timeouts.keys {
      guard let value = key.defaultText else { continue }
      let isThere = page.contains(try Regex("\\| `\(key.name)` \\|[^|]*\\| `\(value)` \\|"))
      #expect(isThere, "\(key.name): \(value)")
    }
  }

  @Test func `docs/reference.md is what make reference writes`() throws {
    let isCurrent = try Repository.text("docs/reference.md") == Explanation.reference()
    #expect(isCurrent, "run `make reference`")
  }

  @Test func `every exit status has its row in docs/operations.md`() throws {
    let rows = GatewayCLI.ExitStatus.allCases.map { "\n| \($0.rawValue) |" }
    let missing = try Reference.missing(rows, in: "docs/operations.md")
    #expect(missing == [])
  }

  @Test func `every reason has its row in docs/operations.md, with its level and key`() throws {
    let rows = try Repository.text("docs/operations.md").split(separator: "\n")
    let missing = CloseReason.allCases.filter { reason in
      let end = "| \(reason.severity) | \(reason.key.map { "`\($0)` " } ?? "")|"
      return !rows.contains { $0.hasPrefix("| `\(reason.rawValue)` |") && $0.hasSuffix(end) }
    }
    #expect(missing == [])
  }
}
