import RouteFile
import Testing

/// The table itself: what it promises of every key.
struct KeyTableTests {
  @Test func `no section names a key twice, and no two sections share a name`() {
    for reference in KeyTable.references {
      for section in reference.key.type.sections {
        #expect(Set(section.keys.map(\.name)).count == section.keys.count, "\(section.title)")
      }
    }
  }

  @Test func `every key says what it is for in a sentence`() {
    for reference in KeyTable.references {
      let summary = reference.key.summary
      #expect(summary.hasSuffix(".") && summary.count > 10, "\(reference.path)")
    }
  }

  /// A list of lists is of no key's type but where anything goes, so each key that is really read must object.
  @Test(arguments: KeyTable.references.filter(\.key.isAvailable).map(\.path))
  func `every key is read`(_ path: String) {
    let parts = path.split(separator: ".").map(String.init)
    let text = nested(parts[...])
    let result = RouteFileLoader.load(sources: [SourceFile(name: "x.yaml", text: text)], environment: [:])
    let objections = result.diagnostics.filter { $0.message.contains("found a list") }
    #expect(!objections.isEmpty, "\(text) \(result.diagnostics.map(\.message))")
  }

  /// `a.b` as `{ a: { b: [[]] } }`, with the kind beside it that a key needs.
  private func nested(_ parts: ArraySlice<String>, in parent: String = "") -> String {
    guard let first = parts.first else { return "[[]]" }
    let inner = parts.count > 1 ? inside(first, nested(parts.dropFirst(), in: first)) : "[[]]"
    let beside = parent == "" && first == "rulesets" ? ", routes: { r: { use: [x], reply: a } }" : ""
    return "{ \(companion(first, in: parent))\(first): \(inner)\(beside) }"
  }

  /// A list, or a name of the author's own, where the value of such a key has one at this level.
  private func inside(_ key: String, _ inner: String) -> String {
    switch key {
    case "rules", "tests", "talk", "timers": "[\(inner)]"
    case "routes", "states": "{ x: \(inner) }"
    case "rulesets": "{ x: [\(inner)] }"
    default: inner
    }
  }

  private func companion(_ key: String, in parent: String) -> String {
    switch (parent, key) {
    case ("length", "endian"), ("length", "adjust"), ("length", "offset"), ("length", "header"): "bytes: 4, "
    case ("length", "trailer"): "digits: 4, "
    case ("framing", "trailer"), ("read", "trailer"): "fixed: 4, "
    case ("framing", "outside"), ("framing", "max"), ("framing", "at_eof"): "mllp: true, "
    case ("read", "outside"), ("read", "max"), ("read", "at_eof"): "mllp: true, "
    case ("routes", "start"): "states: { a: {} }, "
    case ("routes", "rulesets"): "use: [x], reply: a, "
    case ("routes", "use"): "reply: a, "
    default: ""
    }
  }
}
