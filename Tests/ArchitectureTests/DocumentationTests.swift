import Foundation
import Testing

@Suite struct Documentation {
  /// Code blocks that a page shows as the content of a file: `<!-- examples/ack.yaml -->` before the fence.
  private static func shownFiles(_ page: String) -> [(path: String, content: String)] {
    page.matches(of: /<!-- ([\w\/.-]+) -->\n```\w*\n((?s:.*?))```/).map { (String($0.1), String($0.2)) }
  }

  private static func links(_ page: String) -> [String] {
    page.matches(of: /\]\(([^)#\s]+)[^)]*\)/).map { String($0.1) }.filter { !$0.contains("://") }
  }

  @Test(arguments: Repository.pages)
  func `a file shown on a page is that file`(page: String) throws {
    for (path, content) in Documentation.shownFiles(try Repository.text(page)) {
      #expect(content == (try Repository.text(path)), "\(page) shows \(path)")
    }
  }

  @Test func `the README shows the first example`() throws {
    #expect(Documentation.shownFiles(try Repository.text("README.md")).contains { $0.path == "examples/ack.yaml" })
  }

  @Test(arguments: Repository.pages)
  func `a link leads to a file`(page: String) throws {
    let directory = URL(filePath: "/\(page)").deletingLastPathComponent()
    for link in Documentation.links(try Repository.text(page)) {
      let target = directory.appending(path: link).standardized.path
      #expect(Repository.exists(String(target.dropFirst())), "\(page) links to \(link)")
    }
  }

  /// What a heading is called in links, of every heading of a page.
  private static func anchors(_ page: String) -> Set<String> {
    let prose = page.replacing(/(?m:^)```(?s:.*?)\n```/, with: "")
    return Set(
      prose.matches(of: /(?m:^)#+ (.*)/).map { heading in
        heading.1.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.replacing(" ", with: "-")
      })
  }

  @Test(arguments: Repository.pages)
  func `a link to a heading leads to one`(page: String) throws {
    let directory = URL(filePath: "/\(page)").deletingLastPathComponent()
    for link in try Repository.text(page).matches(of: /\]\(([^)#\s:]*)#([^)\s]+)\)/) {
      let target = link.1.isEmpty ? page[...] : directory.appending(path: String(link.1)).standardized.path.dropFirst()
      let isThere = Documentation.anchors(try Repository.text(String(target))).contains(String(link.2))
      #expect(isThere, "\(page) links to \(link.1)#\(link.2)")
    }
  }

  @Test(arguments: Repository.files(under: "examples", suffix: ".yaml").filter { !$0.hasSuffix(".tests.yaml") })
  func `an example is mentioned on a page`(example: String) throws {
    let mentioned = try Repository.pages.contains { try Repository.text($0).contains(example) }
    #expect(mentioned)
  }

  @Test func `the dependencies in the README are the ones in the manifest`() throws {
    let manifest = try Repository.text("Package.swift")
    let readme = try Repository.text("README.md")
    for dependency in manifest.matches(of: /url: "https:\/\/github\.com\/([\w\/-]+)"/) {
      #expect(readme.contains(dependency.1), "\(dependency.1) has no line in the README")
    }
  }

  @Test func `the rows of docs/reliability.md are the ones that tests name`() throws {
    let page = try Repository.text("docs/reliability.md")
    let rows = Set(page.matches(of: /\n\| ([SWACL]\d\d) \|/).map { String($0.1) })
    let tests = Repository.files(under: "Tests", suffix: ".swift") + Repository.files(under: "Tests", suffix: ".py")
    let named = try tests.flatMap { path in
      try Repository.text(path).matches(of: /(?:test_|_|`|")([SWACL]\d\d)(?=[_: ])/).map { String($0.1) }
    }
    #expect(rows.subtracting(named) == [])
    #expect(Set(named).subtracting(rows) == [])
  }
}
