import Testing

@Suite struct Conventions {
  /// Starting a task outside a group: nobody would wait for it, and it would leave the loop's thread.
  private static func startsTask(_ file: SourceFile) -> Bool {
    file.contains(/\bTask\s*(?:\.\s*(?:detached|immediate)\w*\s*)?(?:\([^)]*\)\s*)?\{/)
  }

  /// Telling the compiler about sharing instead of asking it.
  private static func claimsSendability(_ file: SourceFile) -> Bool {
    file.contains(/@unchecked\s+Sendable|nonisolated\(unsafe\)/)
  }

  private static func lacksSafetyLine(_ file: SourceFile) -> Bool {
    file.contains(/\bunsafe\s/) && !file.lines.contains { $0.contains("SAFETY:") }
  }

  private static func trapsOnPurpose(_ file: SourceFile) -> Bool {
    file.contains(/\bfatalError\(|\btry!|\bas!\s/)
  }

  @Test(arguments: Repository.sources)
  func `no task is started outside a group`(file: SourceFile) {
    #expect(!Conventions.startsTask(file))
  }

  @Test(arguments: Repository.sources)
  func `a file that uses unsafe says which bound holds`(file: SourceFile) {
    #expect(!Conventions.lacksSafetyLine(file))
  }

  @Test(arguments: Repository.sources)
  func `nothing traps on purpose`(file: SourceFile) {
    #expect(!Conventions.trapsOnPurpose(file))
  }

  @Test func `sendability is claimed only in the files that docs/architecture.md lists`() throws {
    let page = try Repository.text("docs/architecture.md")
    let section = page.split(separator: "\n## ").first { $0.hasPrefix("Claims the compiler cannot check") }
    let listed = try #require(section).matches(of: /`(Sources\/[\w\/+]+\.swift)`/).map { String($0.1) }
    let claiming = Repository.sources.filter(Conventions.claimsSendability).map(\.path)
    #expect(Set(claiming) == Set(listed))
  }

  @Test(arguments: [
    "    Task { await run() }", "Task.detached { }", "Task(priority: .high) { }", "Task.immediate { }",
  ])
  func `a started task is noticed`(line: String) {
    #expect(Conventions.startsTask(SourceFile(path: "", text: line)))
  }

  @Test(arguments: [
    "group.addImmediateTask { }", "try await Task.sleep(for: .seconds(1))", "// Task { }", "Task.isCancelled",
  ])
  func `what only looks like a started task is let pass`(line: String) {
    #expect(!Conventions.startsTask(SourceFile(path: "", text: line)))
  }

  @Test(arguments: [
    ("unsafe p.load()", true), ("// SAFETY: inside\nunsafe p.load()", false), ("// unsafe is a word here", false),
  ])
  func `a missing SAFETY line is noticed`(text: String, isMissing: Bool) {
    #expect(Conventions.lacksSafetyLine(SourceFile(path: "", text: text)) == isMissing)
  }
}
