import Testing

@Suite struct `Module walls` {
  private let walls: Walls

  init() throws {
    let page = try Repository.text("docs/architecture.md")
    let section = page.split(separator: "\n## ").first { $0.hasPrefix("The module walls") }
    walls = Walls(page: String(try #require(section)))
  }

  @Test func `the table names exactly the targets under Sources`() {
    let directories = Repository.names(in: "Sources")
    #expect(Set(directories) == Set(walls.allowed.keys))
  }

  @Test(arguments: Repository.sources)
  func `a file imports only what the table allows its target`(file: SourceFile) {
    #expect(walls.breaches(of: file) == [])
  }

  @Test(arguments: [
    "import GatewayRuntime", "package import POSIXStream", "internal import Foundation",
    "@testable import RouteFile", "import struct Foundation.URL", "  import Dispatch",
  ])
  func `a breach is noticed`(line: String) {
    let file = SourceFile(path: "Sources/Framing/Some.swift", text: "import Glibc\n\(line)\n")
    #expect(walls.breaches(of: file).count == 1)
  }

  @Test func `the loader and the runtime do not know each other`() {
    #expect(walls.allowed["RouteFile"]?.contains("GatewayRuntime") == false)
    #expect(walls.allowed["GatewayRuntime"]?.contains("RouteFile") == false)
  }
}
