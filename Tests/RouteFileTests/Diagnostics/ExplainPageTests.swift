import RouteFile
import Testing

struct ExplainPageTests {
  static func codes(_ example: ExplainPage.Example, _ environment: [String: String]) -> Set<DiagnosticCode> {
    let source = SourceFile(name: "routes.yaml", bytes: example.bytes)
    let result = RouteFileLoader.load(sources: [source] + example.beside, environment: environment)
    return Set(result.diagnostics.map(\.code))
  }

  @Test(arguments: DiagnosticCode.allCases)
  func `every code has a page`(_ code: DiagnosticCode) throws {
    let page = try #require(code.page)
    #expect(!page.title.isEmpty && !page.text.isEmpty)
    #expect(!page.title.hasSuffix("."))
    #expect(page.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(page.wrong.shown.hasSuffix("\n") && page.right.shown.hasSuffix("\n"))
  }

  @Test(arguments: DiagnosticCode.allCases.filter(\.isOfTheMachine))
  func `a file that only a machine minds is right in itself`(_ code: DiagnosticCode) throws {
    let page = try #require(code.page)
    #expect(Self.codes(page.wrong, page.environment) == [])
    #expect(Self.codes(page.right, page.environment) == [])
  }

  @Test(arguments: DiagnosticCode.allCases.filter { !$0.isOfTheMachine })
  func `a wrong file has exactly its code, and the right one is clean`(_ code: DiagnosticCode) throws {
    let page = try #require(code.page)
    #expect(Self.codes(page.wrong, page.environment) == [code])
    #expect(Self.codes(page.right, page.environment) == [])
  }

  @Test func `codes are stable names in their groups`() {
    for code in DiagnosticCode.allCases {
      #expect(code.rawValue.count == 5)
      #expect(code.rawValue.hasPrefix("GW"))
      #expect((0...5).contains(code.rawValue.dropFirst(2).first?.wholeNumberValue ?? -1))
    }
  }
}
