import Routing
import TestSupport
import Testing

struct PatternCoverageTests {
  private static func covers(_ earlier: String, _ later: String, ignoreCase: Bool = false) throws -> Bool {
    try Matching(earlier, ignoreCase: ignoreCase).pattern.covers(Matching(later, ignoreCase: ignoreCase).pattern)
  }

  @Test(arguments: [
    ("PING", "PING"), ("<x:rest>", ""), ("<x:rest>", "<a> <b>"), ("<x>", "PING"), ("<x>", "<n:int>"),
    ("<x>", "<a> <b>"),
    ("GET <x>", "GET <key>"), ("GET <x>", "GET all"), ("GET <x:rest>", "GET <key:word> <n:int>"),
    ("GET<x:rest>", "GET"),
    ("<a> <b>", "<a> <b>"), ("<a> <b>", "set 5"), ("<a> <b>", "<a:word> <b:word>"), ("<a:word> <b>", "set <n:int> x"),
    ("<a>,<b:rest>", "<n:int>,<m:int>"), ("<a> <b>", "<n:int 1..5> x"), ("<n:int>", "<n:int 1..5>"),
    ("<n:int 0..9>", "<n:int 1..5>"), ("<n:num>;<b>", "<n:int>;x"), ("<n:num>", "<n:int>"), ("<c:GET|PUT>", "GET"),
    ("<c:GET|PUT> <k>", "<c:PUT|PUT> x"), ("<c:GET|PUT|DEL>", "<c:GET|DEL>"), ("<n:int 0..9>", "5"),
    ("<h:hex>", "c0ffee"),
    ("<b:bytes 4><r:rest>", "<n:u32><r:rest>"), ("<n:u16>", "<b:bytes 2>"), ("<q:quoted>", "\"a\\\"b\""),
    ("a<x>", "a<x>b<y>c"), ("<x>.", "<a>.<b>."), ("<_> <_>", "<a:alpha> <b:hex>"),
    ("<a:word><r:rest>", "<a:word><r:rest>"),
    ("EHLO <h:word>", "EHLO x"), ("<a> HTTP/<v:rest>", "<m:word> HTTP/1.1"), ("<x>", "<a:quoted>"),
  ])
  func `sees that an earlier pattern takes all that a later one matches`(_ earlier: String, _ later: String) throws {
    #expect(try Self.covers(earlier, later))
  }

  @Test(arguments: [
    ("PING", "ping"), ("GET all", "GET <key>"), ("<x>", ""), ("<x>", "<r:rest>"), ("GET <x>", "GET <x:rest>"),
    ("<a:word> <b:word>", "<a> <b>"), ("<n:int 1..5>", "<n:int>"), ("<n:int 1..5>", "<n:int 0..5>"),
    ("<n:int>", "<n:num>"), ("<c:GET|PUT>", "<c:GET|DEL>"), ("<c:GET|GETX>Y<r:rest>", "<c:GET|GET>XY"),
    ("<a>,<n:int>", "<a>,<b>"), ("<a>,<n:int>", "<x>,5"), ("<a:rest>,<b:rest>", "<a>,<b>,<c>x"), ("<h:hex>", "<n:int>"),
    ("<n:num>.<b>", "<n:int>.5"), ("<x>", "<=route>"), ("<a>;", "<a>"), ("<a> b", "<a> <c>"), ("<n:int 0..4>", "5"),
    ("<b:bytes 2>", "<b:bytes 3>"), ("<a:word><r:rest>", "<a> <r:word>"),
  ])
  func `says nothing where some subject may be left`(_ earlier: String, _ later: String) throws {
    #expect(try !Self.covers(earlier, later))
  }

  @Test func `heeds whether case counts`() throws {
    #expect(try Self.covers("get <x>", "GET all", ignoreCase: true))
    #expect(try Self.covers("<c:get|put>", "PUT", ignoreCase: true))
    #expect(try !Self.covers("get <x>", "GET all"))
    #expect(try !Matching("PING").pattern.covers(Matching("PING", ignoreCase: true).pattern))
  }

  @Test func `lists the subjects of texts and choices`() throws {
    #expect(try Matching("<c:GET|PUT> <k:a|b>").pattern.subjects?.count == 4)
    #expect(try Matching("PING").pattern.subjects == [Array("PING".utf8)])
    #expect(try Matching("<c:GET|GETX>X").pattern.subjects == [Array("GETXX".utf8)])
    #expect(try Matching("<x>").pattern.subjects == nil)
  }

  /// Patterns of few letters, so that they often cover each other, against subjects of the same.
  @Test(arguments: 0..<20)
  func `a pattern that covers another matches whatever that matches`(_ seed: UInt64) throws {
    var chance = SeededGenerator(seed: seed)
    var answers = 0
    for _ in 0..<600 {
      let folds = Bool.random(using: &chance)
      let (earlier, later) = (Self.pattern(&chance), Self.pattern(&chance))
      guard let wide = try? Matching(earlier, ignoreCase: folds), let narrow = try? Matching(later, ignoreCase: folds),
        wide.pattern.covers(narrow.pattern)
      else { continue }
      answers += 1
      for _ in 0..<60 {
        let subject = Self.subject(&chance)
        guard narrow.captures(subject) != nil else { continue }
        #expect(wide.captures(subject) != nil, "\(earlier) / \(later) on \(String(decoding: subject, as: UTF8.self))")
      }
    }
    #expect(answers > 5)
  }

  private static let pieces = [
    "a", "b", ",", " ", "1", ".", "ab", ", ", "<x>", "<x:rest>", "<x:word>", "<x:int>", "<x:num>", "<x:int 0..5>",
    "<x:hex>",
    "<x:alpha>", "<x:a|ab>", "<x:a|b|1>", "<x:bytes 2>", "<x:quoted>", "-", "\"",
  ]

  private static func pattern(_ chance: inout SeededGenerator) -> String {
    (0..<Int.random(in: 1...4, using: &chance)).map { index in
      (pieces.randomElement(using: &chance) ?? "").replacing("<x", with: "<x\(index)")
    }.joined()
  }

  private static func subject(_ chance: inout SeededGenerator) -> [UInt8] {
    let letters = Array("aAb,1 .-\"".utf8)
    return (0..<Int.random(in: 0...6, using: &chance)).map { _ in letters.randomElement(using: &chance) ?? 0 }
  }
}
