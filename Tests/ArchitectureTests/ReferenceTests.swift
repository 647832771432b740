import GatewayCLI
import GatewayRuntime
import RouteFile
import Routing
import Testing

/// The reference pages against the tables that the program itself reads.
@Suite struct Reference {
  private static let sections = [
    KeyTable.file, KeyTable.log, KeyTable.route, KeyTable.socket, KeyTable.events, KeyTable.limits, KeyTable.timeouts,
    KeyTable.framing, KeyTable.length,
  ]

  private static func row(_ cells: String...) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }

  private static func missing(_ wanted: [String], in path: String) throws -> [String] {
    let page = try Repository.text(path)
    return wanted.filter { !page.contains($0) }
  }

  @Test func `every filter has its row in docs/routes.md`() throws {
    let rows = Filter.known.map { filter in
      // `u16[:little]` where all arguments are optional.
      let arguments =
        filter.arguments.isEmpty ? "" : ":\(filter.arguments)".replacing(":[", with: "[:", maxReplacements: 1)
      let written = filter.name + arguments
      return Reference.row("`\(written)`", filter.summary, "`\(filter.example)`")
    }
    let missing = try Reference.missing(rows, in: "docs/routes.md")
    #expect(missing == [])
  }

  @Test func `every placeholder stands in docs/routes.md`() throws {
    let names = Template.knownPlaceholders.map(\.name).filter { $0 != "0xNN" }
    let missing = try Reference.missing(names.map { "`<\($0)" }, in: "docs/routes.md")
    #expect(missing == [])
  }

  @Test func `every key stands in docs/routes.md`() throws {
    let names = Reference.sections.flatMap(\.keys).map(\.name)
    let missing = try Reference.missing(names, in: "docs/routes.md")
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
