import Testing

@testable import GatewayCLI

@Suite struct ValidationTargetsTests {
  @Test(arguments: ["a.yaml", "a.yml", "a.b.yaml", "tests.yaml"])
  func `route files end in yaml or yml`(_ name: String) {
    #expect(ValidationTargets.isRouteFile(name))
  }

  @Test(arguments: ["a.tests.yaml", "a.tests.yml", ".a.yaml", ".yaml", "a.yaml~", "a.json", "yaml", "README.md"])
  func `conversations, hidden files and others are left out`(_ name: String) {
    #expect(!ValidationTargets.isRouteFile(name))
  }

  @Test func `files named together are one set`() throws {
    let targets = try ValidationTargets(["b.yaml", "a.yaml"])
    #expect(targets.sets == [["b.yaml", "a.yaml"]])
  }

  @Test(arguments: [(0, "0 files"), (1, "1 file"), (2, "2 files")])
  func `counts agree with their nouns`(_ number: Int, _ text: String) {
    #expect(Tally.count(number, "file") == text)
  }

  @Test func `a summary names files, errors and warnings`() {
    #expect(Tally(files: 3, errors: 1, warnings: 2).summary == "3 files, 1 error, 2 warnings")
  }
}
