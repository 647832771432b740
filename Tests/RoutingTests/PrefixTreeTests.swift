import TestSupport
import Testing

@testable import Routing

struct PrefixTreeTests {
  /// Keys as texts: `QUIT$` is whole, `SET ` is the beginning of more, nothing is unprefixed.
  private static func tree(_ rules: [[String]], ignoringCase: Bool = false) -> PrefixTree {
    PrefixTree(
      rules.enumerated().flatMap { index, texts in
        texts.map { text in
          let isWhole = text.hasSuffix("$")
          let bytes = Array((isWhole ? String(text.dropLast()) : text).utf8)
          return PrefixTree.Key(rule: index, text: bytes, isWhole: isWhole, ignoresCase: ignoringCase)
        }
      })
  }

  private static func candidates(_ tree: PrefixTree, _ subject: String) -> [Int] {
    let subject = Array(subject.utf8)
    var place = tree.place(of: subject.span)
    var found: [Int] = []
    while let rule = tree.next(&place) { found.append(rule) }
    return found
  }

  @Test(arguments: [
    ("SET a", [0, 2, 4, 5]), ("SET ", [0, 2, 4, 5]), ("SET", [2, 5]), ("SETUP", [2, 3, 5]), ("SETUPX", [2, 5]),
    ("S", [2, 5]), ("", [2, 5, 6]), ("GET", [1, 2, 5]), ("GETX", [2, 5]), ("set a", [2, 5]),
  ])
  func `offers what begins like the subject, in order`(subject: String, rules: [Int]) {
    let tree = Self.tree([["SET "], ["GET$"], [""], ["SETUP$"], ["SET ", "SET a$"], ["X", ""], ["$"]])
    #expect(Self.candidates(tree, subject) == rules)
  }

  @Test func `offers a rule once, however many of its alternatives fit`() {
    let tree = Self.tree([["Q", "QUIT$", "QUIT"], ["QU"]])
    #expect(Self.candidates(tree, "QUIT") == [0, 1])
  }

  @Test func `compares letters without case where one key wants that`() {
    let tree = PrefixTree([
      PrefixTree.Key(rule: 0, text: Array("set ".utf8)),
      PrefixTree.Key(rule: 1, text: Array("SET ".utf8), ignoresCase: true),
      PrefixTree.Key(rule: 2, text: Array("{".utf8), ignoresCase: true),
      PrefixTree.Key(rule: 3, text: Array("[".utf8), ignoresCase: true),
    ])
    #expect(Self.candidates(tree, "sEt x") == [0, 1])
    #expect(Self.candidates(tree, "{") == [2])
    #expect(Self.candidates(tree, "[") == [3])
  }

  @Test func `offers nothing where there are no rules`() {
    #expect(Self.candidates(Self.tree([]), "x") == [])
    #expect(Self.candidates(Self.tree([[]]), "") == [])
  }

  @Test(arguments: [true, false])
  func `offers every rule whose text begins the subject, and no other`(ignoringCase: Bool) {
    var random = SeededGenerator(seed: ignoringCase ? 1 : 2)
    let alphabet = Array("abAB".utf8)
    for _ in 0..<300 {
      let keys = (0..<Int.random(in: 0...30, using: &random)).map { rule in
        PrefixTree.Key(
          rule: rule / 2, text: random.bytes(Int.random(in: 0...5, using: &random), from: alphabet),
          isWhole: Bool.random(using: &random), ignoresCase: ignoringCase)
      }
      let tree = PrefixTree(keys)
      for _ in 0..<30 {
        let subject = random.bytes(Int.random(in: 0...7, using: &random), from: alphabet)
        let fitting = keys.filter { key in
          let (text, subject) = ignoringCase ? (lowercase(key.text), lowercase(subject)) : (key.text, subject)
          return key.isWhole ? text == subject : subject.starts(with: text)
        }
        #expect(Self.candidates(tree, String(decoding: subject, as: UTF8.self)) == Set(fitting.map(\.rule)).sorted())
      }
    }
  }

  private func lowercase(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }
  }
}
